#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "trees/bins/number_keys.h"

namespace millrace::trees {

namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigitValues = std::size_t{1} << kDigitBits;

// Below this, counting digits takes longer than comparing.
constexpr std::size_t kFewKeys = 1'024;

}  // namespace

template <typename Key>
void radix_sort(Key* keys, Key* scratch, std::size_t count) {
  if (count < kFewKeys) {
    std::sort(keys, keys + count);
    return;
  }
  constexpr int kPasses = (8 * sizeof(Key) + kDigitBits - 1) / kDigitBits;
  const auto digit = [](Key key, int pass) {
    return static_cast<std::size_t>(key >> (pass * kDigitBits)) & (kDigitValues - 1);
  };
  std::array<std::array<std::uint32_t, kDigitValues>, kPasses> begins{};
  for (std::size_t i = 0; i < count; ++i) {
    for (int pass = 0; pass < kPasses; ++pass) ++begins[pass][digit(keys[i], pass)];
  }
  Key *from = keys, *to = scratch;
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& begin = begins[pass];
    if (begin[digit(from[0], pass)] == count) continue;  // all keys have this digit in common
    std::uint32_t sum = 0;
    for (std::uint32_t& entry : begin) sum += std::exchange(entry, sum);
    for (std::size_t i = 0; i < count; ++i) to[begin[digit(from[i], pass)]++] = from[i];
    std::swap(from, to);
  }
  if (from != keys) std::copy(from, from + count, keys);
}

template void radix_sort(std::uint32_t*, std::uint32_t*, std::size_t);
template void radix_sort(std::uint64_t*, std::uint64_t*, std::size_t);

}  // namespace millrace::trees
