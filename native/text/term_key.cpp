#include "text/term_key.h"

#include <algorithm>
#include <random>

namespace millrace {

const HashSeed& hash_seed() {
  static const HashSeed seed = [] {
    std::random_device random;
    const auto draw = [&] { return std::uint64_t{random()} << 32 | random(); };
    const std::uint64_t low = draw();
    return HashSeed{low, draw()};
  }();
  return seed;
}

TermKey long_key(const char* bytes, std::size_t size) {
  const HashSeed& seed = hash_seed();
  std::uint64_t hash = fold_product(seed.low ^ size, seed.high);
  for (std::size_t at = 0; at < size; at += kInlineBytes) {
    std::uint64_t words[2] = {};
    std::memcpy(words, bytes + at, std::min(kInlineBytes, size - at));
    hash = fold_product(words[0] ^ seed.low ^ hash, words[1] ^ seed.high);
  }
  return {hash, 0, hash, bytes, size};
}

TermKey key_of(std::string_view term) {
  if (term.size() > kInlineBytes) return long_key(term.data(), term.size());
  char padded[kInlineBytes] = {};
  std::memcpy(padded, term.data(), term.size());
  TermKey key = padded_key(padded, term.size(), hash_seed());
  key.bytes = term.data();
  return key;
}

}  // namespace millrace
