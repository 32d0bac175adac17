// Categories that no split tells apart, as one class: what tables over categories are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trees/model/forest.h"

namespace millrace::trees {

// Calls visit(code) for each category that the split sends left.
template <typename Visit>
void for_members(const Forest& forest, std::size_t node, Visit&& visit) {
  const std::size_t begin = forest.category_begins[node];
  for (std::size_t word = begin; word < forest.category_begins[node + 1]; ++word) {
    for (std::uint32_t bits = forest.category_words[word]; bits != 0; bits &= bits - 1) {
      visit(32 * (word - begin) + static_cast<std::size_t>(__builtin_ctz(bits)));
    }
  }
}

// Whether the sets of these splits are small enough to look at every member.
bool measurable_sets(const Forest& forest, const std::vector<std::size_t>& nodes);

// The class of each code that any of these splits of one feature names. Class 0 is missing, class 1 all other codes.
std::vector<std::uint32_t> category_classes(const Forest& forest, const std::vector<std::size_t>& nodes,
                                            std::uint32_t& class_count);

// The class of a row's value. It may lie beyond all codes, or between -1 and 0, which counts as code 0.
inline std::uint32_t class_of_value(const std::vector<std::uint32_t>& class_of_code, double value) {
  if (!(value > -1)) return 0;  // NaN too
  if (class_of_code.empty() || value >= static_cast<double>(class_of_code.size())) return 1;
  return class_of_code[static_cast<std::size_t>(static_cast<std::int64_t>(value))];
}

}  // namespace millrace::trees
