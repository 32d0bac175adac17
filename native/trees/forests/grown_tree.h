// An averaged tree as growing leaves it: splits by bins. Becomes part of a Forest, which knows thresholds.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace::trees {

struct AveragedNode {
  std::int32_t left = -1;  // -1 for leaves
  std::int32_t right = -1;
  std::uint32_t feature = 0;
  // numeric: real bins up to it go left; categorical: where the left bins end in AveragedTree::left_bins
  std::uint32_t threshold_bin = 0;
  std::uint32_t left_bins_begin = 0;
  bool is_categorical = false;
  bool missing_left = false;
  std::uint32_t row_count = 0;  // distinct rows of the sample
  double weight = 0;
  double gain = 0;  // decrease of impurity times weight
};

// Children come after their parents; node 0 is the root.
struct AveragedTree {
  std::vector<AveragedNode> nodes;
  std::vector<double> values;            // [nodes][value_width]
  std::vector<std::uint32_t> left_bins;  // of categorical splits, ascending
};

}  // namespace millrace::trees
