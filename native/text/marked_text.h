// The first step of the word analyzer: a text in lower case, with a bit for every byte that belongs to a word.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parallel/pool.h"

namespace millrace {

// Buffers that are filled again for every text; they only grow.
struct MarkedText {
  // Readable bytes behind the text, so that a key can be loaded as 16 bytes at once.
  static constexpr std::size_t kPadding = 64;

  std::size_t size = 0;
  std::vector<char> bytes;                // size used. Between words their value has no meaning.
  std::vector<std::uint64_t> word_marks;  // bit i of word i / 64: bytes[i] belongs to a word character
};

// Lowercases as Python's str.lower() does, the final sigma included, unless `lowercase` is false. A word character
// is one that matches Python's \w after that. An invalid byte is no word character.
void mark_words(std::string_view text, bool lowercase, const RunContext& context, MarkedText& out);

}  // namespace millrace
