// Lengths of the texts of a column, in code points and in words.
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace {

struct TextFacts {
  std::int64_t count = 0, empty = 0, edge_spaces = 0;
  std::int64_t least_length = 0, most_length = 0, length_sum = 0;
  double length_squares = 0;  // whole numbers: exact below 2^53
  std::int64_t least_words = 0, most_words = 0, word_sum = 0;

  // Words are what stands between spaces, as Unicode has them.
  void add(std::string_view text);
  void merge(const TextFacts& next);
};

}  // namespace millrace
