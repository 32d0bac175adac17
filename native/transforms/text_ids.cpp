#include "transforms/text_ids.h"

#include <cstring>

#include "core/error.h"
#include "text/term_key.h"

namespace millrace {

namespace {

template <typename Word>
std::uint64_t word_at(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Texts of one length, a word at a time; the last word may overlap the one before.
bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (word_at<std::uint64_t>(a + at) != word_at<std::uint64_t>(b + at)) return false;
    }
    return word_at<std::uint64_t>(a + size - 8) == word_at<std::uint64_t>(b + size - 8);
  }
  if (size >= 4) {
    return word_at<std::uint32_t>(a) == word_at<std::uint32_t>(b) &&
           word_at<std::uint32_t>(a + size - 4) == word_at<std::uint32_t>(b + size - 4);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

}  // namespace

// Sixteen bytes at a time; the last two words may overlap those before them.
std::uint64_t TextIds::hash_of(std::string_view text) {
  const HashSeed& seed = hash_seed();
  const char* bytes = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = seed.low ^ left;
  for (; left > 16; left -= 16, bytes += 16) {
    hash = fold_product(word_at<std::uint64_t>(bytes) ^ hash, word_at<std::uint64_t>(bytes + 8) ^ seed.high);
  }
  std::uint64_t low = 0, high = 0;
  if (left >= 8) {
    low = word_at<std::uint64_t>(bytes);
    high = word_at<std::uint64_t>(bytes + left - 8);
  } else if (left >= 4) {
    low = word_at<std::uint32_t>(bytes);
    high = word_at<std::uint32_t>(bytes + left - 4);
  } else if (left > 0) {
    low = static_cast<std::uint8_t>(bytes[0]) | static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[left / 2]))
                                                    << 8;
    high = static_cast<std::uint8_t>(bytes[left - 1]);
  }
  return fold_product(fold_product(low ^ hash, high ^ seed.high), seed.low | 1);
}

inline std::size_t TextIds::slot_of(std::string_view given, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.id < 0) return at;
    if (slot.hash != hash >> 32) continue;
    const std::string_view held = text(static_cast<std::size_t>(slot.id));
    if (held.size() == given.size() && same_bytes(held.data(), given.data(), given.size())) return at;
  }
}

std::int32_t TextIds::find(std::string_view text) const { return slots_[slot_of(text, hash_of(text))].id; }

std::int32_t TextIds::find_or_add(std::string_view text) {
  const std::uint64_t hash = hash_of(text);
  std::size_t at = slot_of(text, hash);
  if (slots_[at].id >= 0) return slots_[at].id;
  if (size() == kMostTexts || bytes_.size() + text.size() > kMostBytes) {
    throw Error("MEMORY_EXHAUSTED", "a column has more than " + std::to_string(size()) + " different texts",
                "leave the column out: so many values tell rows apart, and nothing of rows to come");
  }
  const auto id = static_cast<std::int32_t>(size());
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), id};
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  offsets_.push_back(static_cast<std::int64_t>(bytes_.size()));
  if (2 * size() > slots_.size()) grow();
  return id;
}

void TextIds::grow() {
  slots_.assign(2 * slots_.size(), {});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t id = 0; id < size(); ++id) {
    const std::uint64_t hash = hash_of(text(id));
    std::size_t at = hash & mask;
    while (slots_[at].id >= 0) at = (at + 1) & mask;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::int32_t>(id)};
  }
}

}  // namespace millrace
