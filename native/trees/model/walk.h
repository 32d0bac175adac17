// The plainest reading of a forest: one row at a time, node by node. It defines what every faster form must give, bit
// for bit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "trees/model/forest.h"

namespace millrace::trees {

// Numbers this near to 0 count as missing where a split says kZeroIsMissing. The bound of LightGBM, a float there.
inline constexpr double kZeroBound = 1e-35f;

// Rows have one number a feature; of a categorical one the code, missing as NaN or any number of at most -1.
bool goes_left(const Forest& forest, std::size_t node, double value);

// The leaf of tree `tree` that row[feature_count] reaches, as an index into the forest's nodes.
std::size_t leaf_of(const Forest& forest, std::size_t tree, const double* row);

// A score so far with a leaf's value added.
inline double add_value(double sum, double value, bool float32_sums) {
  const double whole = sum + value;
  return float32_sums ? static_cast<double>(static_cast<float>(whole)) : whole;
}

// sums[output_count] += the leaf values of the trees [begin, end), tree by tree.
void add_leaves(const Forest& forest, std::size_t begin, std::size_t end, const double* row, double* sums);

}  // namespace millrace::trees
