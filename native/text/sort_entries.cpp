#include "text/sort_entries.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace millrace {

namespace {

// Below this many entries, clearing the counters of a radix sort costs more than comparing.
constexpr std::size_t kRadixFrom = 96;
constexpr std::size_t kInsertionBelow = 24;
constexpr int kDigitBits = 9;

void insertion_sort(std::uint64_t* entries, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i) {
    const std::uint64_t entry = entries[i];
    std::size_t at = i;
    for (; at > 0 && column_of(entries[at - 1]) > column_of(entry); --at) entries[at] = entries[at - 1];
    entries[at] = entry;
  }
}

}  // namespace

void sort_entries(std::uint64_t* entries, std::size_t count, std::size_t column_count,
                  std::vector<std::uint64_t>& scratch) {
  if (count < kInsertionBelow) return insertion_sort(entries, count);
  if (count < kRadixFrom) {
    std::stable_sort(entries, entries + count,
                     [](std::uint64_t a, std::uint64_t b) { return column_of(a) < column_of(b); });
    return;
  }
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
