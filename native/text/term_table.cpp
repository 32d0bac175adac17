#include "text/term_table.h"

#include <bit>

#include "core/error.h"

namespace millrace {

TermTable::Entry& TermTable::add(const TermKey& key, std::size_t slot) {
  if (size() == kMaxTerms) {
    throw Error("MEMORY_EXHAUSTED", "the text has more than 2^31 - 1 different terms", "use shorter n-grams");
  }
  if (2 * (size() + 1) > entries_.size()) {
    rehash(2 * entries_.size());
    slot = key.hash & mask_;
    while (!is_free(entries_[slot])) slot = (slot + 1) & mask_;
  }
  const auto id = static_cast<std::uint32_t>(size());
  bytes_.insert(bytes_.end(), key.bytes, key.bytes + key.size);
  offsets_.push_back(static_cast<std::int64_t>(bytes_.size()));
  Entry& entry = entries_[slot];
  entry.low = key.low;
  entry.high = key.is_long() ? kLongTag | id : key.high;
  entry.id = id;
  return entry;
}

void TermTable::reserve(std::size_t term_count, std::size_t byte_count) {
  offsets_.reserve(term_count + 1);
  bytes_.reserve(byte_count);
  if (2 * term_count > entries_.size()) rehash(std::bit_ceil(2 * term_count));
}

std::int64_t TermTable::byte_count() const {
  return static_cast<std::int64_t>(entries_.capacity() * sizeof(Entry) + offsets_.capacity() * sizeof(std::int64_t) +
                                   bytes_.capacity());
}

void TermTable::rehash(std::size_t capacity) {
  AlignedVector<Entry> old(capacity);
  old.swap(entries_);
  mask_ = capacity - 1;
  const HashSeed& seed = hash_seed();
  for (const Entry& entry : old) {
    if (is_free(entry)) continue;
    const std::uint64_t hash = entry.high >= kLongTag ? entry.low : hash_of(entry.low, entry.high, seed);
    std::size_t slot = hash & mask_;
    while (!is_free(entries_[slot])) slot = (slot + 1) & mask_;
    entries_[slot] = entry;
  }
}

}  // namespace millrace
