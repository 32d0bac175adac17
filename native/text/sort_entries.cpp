#include "text/sort_entries.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace millrace {

namespace {

// From here on a radix sort is quicker than its rival, whose work grows with the square.
constexpr std::size_t kRadixFrom = 64;
constexpr int kDigitBits = 9;

// An entry's place is the number of smaller ones: no branch depends on the entries, and the compiler counts several
// at once. Entries fit into signed numbers, which vectors compare directly.
void rank_sort(std::int64_t* entries, std::size_t count) {
  std::int64_t sorted[kRadixFrom];
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t rank = 0;
    for (std::size_t k = 0; k < count; ++k) rank += entries[k] < entries[i];
    sorted[rank] = entries[i];
  }
  std::copy_n(sorted, count, entries);
}

}  // namespace

void sort_entries(std::uint64_t* entries, std::size_t count, std::size_t column_count,
                  std::vector<std::uint64_t>& scratch) {
  if (count < kRadixFrom) return rank_sort(reinterpret_cast<std::int64_t*>(entries), count);
  if (scratch.size() < count) scratch.resize(count);
  const int bits = std::bit_width(column_count - 1);
  std::uint64_t* from = entries;
  std::uint64_t* to = scratch.data();
  for (int shift = 32; shift < 32 + bits; shift += kDigitBits) {
    constexpr std::uint64_t kDigits = 1 << kDigitBits;
    std::array<std::uint32_t, kDigits> next{};
    for (std::size_t i = 0; i < count; ++i) ++next[from[i] >> shift & (kDigits - 1)];
    std::uint32_t begin = 0;
    for (std::uint32_t& slot : next) begin += std::exchange(slot, begin);
    for (std::size_t i = 0; i < count; ++i) to[next[from[i] >> shift & (kDigits - 1)]++] = from[i];
    std::swap(from, to);
  }
  if (from != entries) std::copy_n(from, count, entries);
}

}  // namespace millrace
