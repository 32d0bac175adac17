// An open hash table from terms to ids 0, 1, 2, … in the order they were added. One entry is half a cache line, so
// that a probe and the bookkeeping of a count touch one.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "core/buffer.h"
#include "parallel/pool.h"
#include "text/term_key.h"

namespace millrace {

class TermTable {
 public:
  static constexpr std::uint32_t kMaxTerms = std::numeric_limits<std::int32_t>::max();

  // low, high: as in TermKey, but high of a long term is kLongTag with the id. Both are 0 in a free slot.
  struct Entry {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint32_t id = 0;
    // For whoever counts: the last document the term stood in, its place among that document's terms, and in how
    // many documents it stood.
    std::uint32_t document = 0;
    std::uint32_t position = 0;
    std::uint32_t document_count = 0;
  };

  TermTable() { entries_.resize(kMinCapacity); }

  std::size_t size() const { return offsets_.size() - 1; }
  std::string_view term(std::size_t id) const {
    return {bytes_.data() + offsets_[id], static_cast<std::size_t>(offsets_[id + 1] - offsets_[id])};
  }
  const std::vector<std::int64_t>& offsets() const { return offsets_; }
  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  void prefetch(std::uint64_t hash) const {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(&entries_[hash & mask_]);
#else
    (void)hash;
#endif
  }

  const Entry* find(const TermKey& key) const {
    for (std::size_t slot = key.hash & mask_;; slot = (slot + 1) & mask_) {
      const Entry& entry = entries_[slot];
      if (matches(entry, key)) return &entry;
      if (is_free(entry)) return nullptr;
    }
  }

  // The entry stays where it is until the next call of find_or_add or reserve.
  Entry& find_or_add(const TermKey& key) {
    for (std::size_t slot = key.hash & mask_;; slot = (slot + 1) & mask_) {
      Entry& entry = entries_[slot];
      if (matches(entry, key)) return entry;
      if (is_free(entry)) return add(key, slot);
    }
  }

  void reserve(std::size_t term_count, std::size_t byte_count);

  // Finds or adds term_at(0) … term_at(count - 1) and calls visit(i, id) for each, with the probes of a batch fetched
  // together: in a table larger than the caches this is several times as fast as one after the other.
  template <typename TermAt, typename Visit>
  void add_all(std::size_t count, const RunContext& context, TermAt term_at, Visit visit) {
    constexpr std::size_t kBatch = 32;
    TermKey keys[kBatch];
    for (std::size_t from = 0; from < count; from += kBatch) {
      context.check();
      const std::size_t batch = count - from < kBatch ? count - from : kBatch;
      for (std::size_t i = 0; i < batch; ++i) {
        keys[i] = key_of(term_at(from + i));
        prefetch(keys[i].hash);
      }
      for (std::size_t i = 0; i < batch; ++i) visit(from + i, find_or_add(keys[i]).id);
    }
  }

  std::int64_t byte_count() const;  // memory held

  // In no order that means anything.
  template <typename Visit>
  void for_each(Visit visit) {
    for (Entry& entry : entries_) {
      if (!is_free(entry)) visit(entry);
    }
  }

 private:
  static constexpr std::size_t kMinCapacity = 64;
  // No term ends in a byte above 0xF4, so no short one has this in its sixteenth.
  static constexpr std::uint64_t kLongTag = std::uint64_t{0xFF} << 56;

  static bool is_free(const Entry& entry) { return (entry.low | entry.high) == 0; }

  bool matches(const Entry& entry, const TermKey& key) const {
    if (entry.low != key.low) return false;
    if (!key.is_long()) return entry.high == key.high;
    return entry.high >= kLongTag && term(entry.id) == std::string_view(key.bytes, key.size);
  }

  Entry& add(const TermKey& key, std::size_t slot);
  void rehash(std::size_t capacity);

  std::size_t mask_ = kMinCapacity - 1;
  AlignedVector<Entry> entries_;
  std::vector<std::int64_t> offsets_{0};
  std::vector<char> bytes_;
};

}  // namespace millrace
