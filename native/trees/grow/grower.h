// Grows one tree, best leaf first, on quantised gradients.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "parallel/pool.h"
#include "trees/bins/binned_matrix.h"
#include "trees/grow/gradients.h"

namespace millrace::trees {

// Meanings and defaults as in LightGBM where the comment gives its name.
struct GrowOptions {
  std::int32_t max_leaf_nodes = 31;    // num_leaves; at least 2
  std::int32_t max_depth = 0;          // 0: no bound
  std::int64_t min_samples_leaf = 20;  // min_data_in_leaf; exact counts of sampled rows
  double min_child_weight = 1e-3;      // min_sum_hessian_in_leaf
  double min_split_gain = 0;           // min_gain_to_split
  double l1 = 0;                       // lambda_l1
  double l2 = 0;                       // lambda_l2
  double max_delta_step = 0;           // bound of a leaf's |value| before shrinkage; 0: none
  double column_sample_by_node = 1;    // feature_fraction_bynode
  std::vector<std::int8_t> monotone;   // one a feature: 1 rises, -1 falls, 0 free; empty when none is bound
  std::vector<std::vector<std::uint32_t>> interaction_groups;  // features that may meet on a path; empty: all
  // Splits of categories: sorted by gradient over hessian + smoothing, scanned from both ends.
  double category_smoothing = 10;           // cat_smooth
  double category_l2 = 10;                  // cat_l2, on top of l2
  std::int32_t most_split_categories = 32;  // max_cat_threshold, of the smaller side
  std::int64_t min_samples_category = 100;  // min_data_per_group
  std::int32_t one_versus_rest_up_to = 4;   // max_cat_to_onehot
};

// Children come after their parents. Node 0 is the root.
struct GrownNode {
  std::int32_t left = -1;  // -1 for leaves
  std::int32_t right = -1;
  std::int32_t parent = -1;
  std::int32_t depth = 0;
  // Splits alone:
  std::uint32_t feature = 0;
  bool is_categorical = false;
  bool missing_left = false;  // where rows of bin 0 go
  // Numeric: bins 1 … threshold_bin go left. The last bin: real values go left, missing ones right.
  std::uint32_t threshold_bin = 0;
  std::vector<std::uint32_t> left_bins;  // categorical: real bins that go left, ascending
  double gain = 0;
  // All nodes, of the sampled rows, outliers included:
  double gradient_sum = 0;  // real
  double hessian_sum = 0;   // real
  std::int64_t row_count = 0;
  // Bounds that monotone constraints set on the values below this node.
  double lower = -1e300;
  double upper = 1e300;
};

// What a u16 can tell apart.
inline constexpr std::int32_t kMostLeaves = 65'536;

struct GrownTree {
  std::vector<GrownNode> nodes;
};

// The value of a leaf before shrinkage: -soft(gradient, l1) / (hessian + l2), within its bounds.
double leaf_value(double gradient, double hessian, double lower, double upper, const GrowOptions& options);

class Grower {
 public:
  // Keeps histograms and scratch from tree to tree. The matrix must outlive it.
  Grower(const BinnedMatrix& matrix, GrowOptions options);
  ~Grower();

  // Grows a tree on the sample. `features`: those this tree may use, ascending. `seed` keys column_sample_by_node. The
  // tree depends on neither threads nor instruction set.
  // Writes to leaf_of[row], of the rows of the sample, which leaf they reach, counted from 0 in the order of nodes; at
  // most kMostLeaves. Uses `gradients.entries` as scratch.
  GrownTree grow(QuantisedGradients& gradients, const std::vector<std::uint32_t>& features, std::uint64_t seed,
                 std::uint16_t* leaf_of, const RunContext& context);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::trees
