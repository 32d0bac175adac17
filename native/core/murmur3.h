// MurmurHash3_x86_32 (Austin Appleby, public domain): the hash that scikit-learn's hashing transformers use, so that
// features hashed here and there land in the same columns.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace millrace {

inline std::uint32_t murmur3(std::string_view bytes, std::uint32_t seed) {
  constexpr std::uint32_t kMultiplier1 = 0xcc9e2d51;
  constexpr std::uint32_t kMultiplier2 = 0x1b873593;
  const auto scramble = [](std::uint32_t word) { return std::rotl(word * kMultiplier1, 15) * kMultiplier2; };
  std::uint32_t hash = seed;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t word;
    std::memcpy(&word, bytes.data() + at, 4);  // little-endian, as every platform of this engine is
    hash = std::rotl(hash ^ scramble(word), 13) * 5 + 0xe6546b64;
  }
  if (at < bytes.size()) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, bytes.size() - at);
    hash ^= scramble(word);
  }
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}

}  // namespace millrace
