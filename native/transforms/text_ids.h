// Texts numbered 0, 1, 2, … in the order they were added. Any bytes, and none at all, are a text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace millrace {

class TextIds {
 public:
  TextIds() : slots_(kLeastSlots) {}

  std::size_t size() const { return offsets_.size() - 1; }
  // Valid until the next text is added.
  std::string_view text(std::size_t id) const {
    return {bytes_.data() + offsets_[id], static_cast<std::size_t>(offsets_[id + 1] - offsets_[id])};
  }

  // The text's number, or -1.
  std::int32_t find(std::string_view text) const;
  // Throws Error(MEMORY_EXHAUSTED) beyond kMostTexts texts or kMostBytes of them.
  std::int32_t find_or_add(std::string_view text);

  static constexpr std::size_t kMostTexts = std::size_t{1} << 24;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 30;

 private:
  static constexpr std::size_t kLeastSlots = 64;

  struct Slot {
    std::uint32_t hash = 0;  // its upper half: texts are compared where it agrees
    std::int32_t id = -1;
  };

  static std::uint64_t hash_of(std::string_view text);
  // Where the text is, or the free slot where it belongs.
  std::size_t slot_of(std::string_view given, std::uint64_t hash) const;
  void grow();

  std::vector<Slot> slots_;  // at most half of them taken
  std::vector<std::int64_t> offsets_{0};
  std::vector<char> bytes_;
};

}  // namespace millrace
