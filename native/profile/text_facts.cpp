#include "profile/text_facts.h"

#include <algorithm>

#include "text/utf8.h"

namespace millrace {

namespace {

// As Python's str.isspace, which str.split cuts at.
bool is_space(char32_t c) {
  if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
         c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace

void TextFacts::add(std::string_view text) {
  std::int64_t length = 0, words = 0;
  bool in_word = false, first_space = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    char32_t character = byte;
    if (byte < 0x80) {
      ++at;
    } else {
      const Decoded decoded = decode_utf8(text.data() + at, text.size() - at);
      character = decoded.character;
      at += static_cast<std::size_t>(decoded.size);
    }
    const bool space = is_space(character);
    if (length == 0) first_space = space;
    ++length;
    words += !space && !in_word;
    in_word = !space;
  }
  edge_spaces += length > 0 && (first_space || !in_word);
  least_length = count == 0 ? length : std::min(least_length, length);
  most_length = std::max(most_length, length);
  least_words = count == 0 ? words : std::min(least_words, words);
  most_words = std::max(most_words, words);
  length_sum += length;
  length_squares += static_cast<double>(length) * static_cast<double>(length);
  word_sum += words;
  empty += length == 0;
  ++count;
}

void TextFacts::merge(const TextFacts& next) {
  if (next.count == 0) return;
  least_length = count == 0 ? next.least_length : std::min(least_length, next.least_length);
  most_length = std::max(most_length, next.most_length);
  least_words = count == 0 ? next.least_words : std::min(least_words, next.least_words);
  most_words = std::max(most_words, next.most_words);
  length_sum += next.length_sum;
  length_squares += next.length_squares;
  word_sum += next.word_sum;
  empty += next.empty;
  edge_spaces += next.edge_spaces;
  count += next.count;
}

}  // namespace millrace
