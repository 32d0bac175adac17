#include "trees/model/walk.h"

#include <cmath>

namespace millrace::trees {

bool goes_left(const Forest& forest, std::size_t node, double value) {
  const std::uint8_t flags = forest.flags[node];
  const bool missing_left = flags & kMissingLeft;
  if (flags & kCategorical) {
    if (std::isnan(value) || value <= -1) return missing_left;
    const std::size_t words = forest.category_begins[node + 1] - forest.category_begins[node];
    const double whole = std::trunc(value);  // -0 for what lies between -1 and 0
    if (whole >= 32.0 * static_cast<double>(words)) return false;
    const auto code = static_cast<std::size_t>(whole);
    return forest.category_words[forest.category_begins[node] + code / 32] >> (code % 32) & 1;
  }
  if (std::isnan(value)) {
    if (!(flags & kNanIsZero)) return missing_left;
    value = 0;
  }
  if ((flags & kZeroIsMissing) && std::fabs(value) <= kZeroBound) return missing_left;
  return value <= forest.threshold[node];
}

std::size_t leaf_of(const Forest& forest, std::size_t tree, const double* row) {
  const std::size_t root = forest.tree_begins[tree];
  std::size_t node = root;
  while (forest.feature[node] >= 0) {
    const double value = row[forest.feature[node]];
    node = root + static_cast<std::size_t>(goes_left(forest, node, value) ? forest.left[node] : forest.right[node]);
  }
  return node;
}

void add_leaves(const Forest& forest, std::size_t begin, std::size_t end, const double* row, double* sums) {
  const auto width = static_cast<std::size_t>(forest.value_width);
  for (std::size_t tree = begin; tree < end; ++tree) {
    const double* values = forest.values.data() + leaf_of(forest, tree, row) * width;
    if (width == 1) {
      double& sum = sums[forest.tree_outputs[tree]];
      sum = add_value(sum, values[0], forest.float32_sums);
    } else {
      for (std::size_t k = 0; k < width; ++k) sums[k] += values[k];
    }
  }
}

}  // namespace millrace::trees
