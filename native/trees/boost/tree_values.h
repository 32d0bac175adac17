// From a grown tree to what its nodes say, and to the scores of all rows.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/boost/objective.h"
#include "trees/boost/row_sampling.h"
#include "trees/grow/grower.h"

namespace millrace::trees {

inline constexpr std::int32_t kMostLeaves = 65'536;

// The nodes that are leaves, in their order: a leaf's number is its place here.
std::vector<std::uint32_t> leaves_of(const GrownTree& tree);

// leaf_of[row_count]: the number of the leaf each row is in, from the order growing left the sample in; rows outside
// the sample walk the tree.
void assign_leaves(const GrownTree& tree, const std::vector<std::uint32_t>& leaves, const BinnedMatrix& matrix,
                   const std::vector<RowEntry>& entries, const RowSample& sample, std::size_t training_end,
                   std::vector<std::uint16_t>& leaf_of, const RunContext& context);

struct NodeSums {
  double gradient = 0;
  double hessian = 0;
};

// Of every node: the sums of the float gradients and hessians (null: 1 each) of the sampled rows below it. Rows are
// added in order within blocks of 65,536, blocks and children are folded in order.
std::vector<NodeSums> node_sums(const GrownTree& tree, const std::vector<std::uint32_t>& leaves,
                                const std::vector<std::uint16_t>& leaf_of, const float* gradients,
                                const float* hessians, const RowSample& sample, std::size_t training_end,
                                const RunContext& context);

// What every node says before shrinkage: Newton steps, and of leaves that the objective renews the value that
// minimises the loss, within the bounds of monotone constraints. What a split by sets of categories has made is held
// back by category_l2 as its gain is (as in LightGBM). `scores` are those of the output, without the tree.
std::vector<double> node_values(const GrownTree& tree, const BinnedMatrix& matrix, const std::vector<NodeSums>& sums,
                                const std::vector<RowEntry>& entries, const Objective& objective, const double* scores,
                                const GrowOptions& options, const RunContext& context);

// scores[row] += the value of the row's leaf.
void add_leaf_values(const std::vector<std::uint16_t>& leaf_of, const std::vector<double>& leaf_values, double* scores,
                     const RunContext& context);

}  // namespace millrace::trees
