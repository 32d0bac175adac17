// A term as a hash table looks for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef _MSC_VER
#include <intrin.h>
#endif

namespace millrace {

// Terms of up to this many bytes are their own key; longer ones are known by their hash, then compared.
inline constexpr std::size_t kInlineBytes = 16;

// low, high: the term's bytes, zeros behind them. A term holds no zero byte, so this is unambiguous. For a long term,
// low is its hash and high is 0.
struct TermKey {
  std::uint64_t low;
  std::uint64_t high;
  std::uint64_t hash;
  const char* bytes;
  std::size_t size;

  bool is_long() const { return size > kInlineBytes; }
};

// Drawn once per process, so that nobody can prepare terms that collide. No result depends on it.
struct HashSeed {
  std::uint64_t low;
  std::uint64_t high;
};
const HashSeed& hash_seed();

// Both halves of the 128-bit product, folded.
inline std::uint64_t fold_product(std::uint64_t a, std::uint64_t b) {
#ifdef _MSC_VER
  return (a * b) ^ __umulh(a, b);
#else
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#endif
}

inline std::uint64_t hash_of(std::uint64_t low, std::uint64_t high, HashSeed seed) {
  return fold_product(low ^ seed.low, high ^ seed.high);
}

// The key of a term of more than kInlineBytes.
TermKey long_key(const char* bytes, std::size_t size);

// words[2n], words[2n + 1]: ones over the first n of 16 bytes (little-endian, as every platform of this engine is).
struct PrefixMasks {
  std::uint64_t words[2 * (kInlineBytes + 1)];
};
inline constexpr PrefixMasks kPrefixMasks = [] {
  PrefixMasks masks{};
  for (std::size_t size = 0; size <= kInlineBytes; ++size) {
    for (std::size_t byte = 0; byte < size; ++byte) masks.words[2 * size + byte / 8] |= 0xFFull << byte % 8 * 8;
  }
  return masks;
}();

// Requires 16 readable bytes at `bytes`, whatever the size, and size > 0.
inline TermKey padded_key(const char* bytes, std::size_t size, HashSeed seed) {
  if (size > kInlineBytes) return long_key(bytes, size);
  std::uint64_t words[2];
  std::memcpy(words, bytes, sizeof words);
  const std::uint64_t low = words[0] & kPrefixMasks.words[2 * size];
  const std::uint64_t high = words[1] & kPrefixMasks.words[2 * size + 1];
  return {low, high, hash_of(low, high, seed), bytes, size};
}

// The same key, for bytes with nothing readable behind them. Requires size > 0.
TermKey key_of(std::string_view term);

}  // namespace millrace
