// Numbers as whole numbers of the same order, so that they can be sorted by their digits.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace millrace::trees {

// The number type of a key.
template <typename Key>
using NumberOf = std::conditional_t<sizeof(Key) == 4, float, double>;
template <typename Number>
using KeyOf = std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>;

// key_of(a) < key_of(b) where a < b; -0 has the key of 0. Not for NaN.
template <typename Number>
inline KeyOf<Number> key_of(Number number) {
  using Key = KeyOf<Number>;
  constexpr Key kSign = Key{1} << (8 * sizeof(Key) - 1);
  const Key bits = std::bit_cast<Key>(number + Number{0});
  return bits ^ (bits & kSign ? ~Key{0} : kSign);
}

template <typename Key>
inline NumberOf<Key> number_of(Key key) {
  constexpr Key kSign = Key{1} << (8 * sizeof(Key) - 1);
  return std::bit_cast<NumberOf<Key>>(key ^ (key & kSign ? kSign : ~Key{0}));
}

// Sorts keys[count] by eleven binary digits at a time; scratch[count].
template <typename Key>
void radix_sort(Key* keys, Key* scratch, std::size_t count);

extern template void radix_sort(std::uint32_t*, std::uint32_t*, std::size_t);
extern template void radix_sort(std::uint64_t*, std::uint64_t*, std::size_t);

}  // namespace millrace::trees
