// From a grown tree to what its nodes say, and to the scores of all rows.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/boost/objective.h"
#include "trees/boost/row_sampling.h"
#include "trees/grow/grower.h"

namespace millrace::trees {

// The nodes that are leaves, in their order: a leaf's number is its place here.
std::vector<std::uint32_t> leaves_of(const GrownTree& tree);

// Writes to leaf_of[row] the number of the leaf that rows outside the sample reach: they walk the tree.
void walk_others(const GrownTree& tree, const BinnedMatrix& matrix, const RowSample& sample, std::size_t training_end,
                 AlignedVector<std::uint16_t>& leaf_of, const RunContext& context);

struct NodeSums {
  double gradient = 0;
  double hessian = 0;
};

// Of every node: the sums of the integer gradients and hessians of the sampled rows below it.
std::vector<NodeSums> node_sums(const GrownTree& tree);

// The same of the float ones (hessians null: 1 each), which integers of few bits are too coarse for. Rows are added in
// order within blocks of 65,536, blocks and children are folded in order.
std::vector<NodeSums> float_node_sums(const GrownTree& tree, const std::vector<std::uint32_t>& leaves,
                                      const AlignedVector<std::uint16_t>& leaf_of, const float* gradients,
                                      const float* hessians, const RowSample& sample, std::size_t training_end,
                                      const RunContext& context);

// What every node says before shrinkage: Newton steps, and of leaves that the objective renews the value that
// minimises the loss, within the bounds of monotone constraints. What a split by sets of categories has made is held
// back by category_l2 as its gain is (as in LightGBM). `scores` are those of the output, without the tree.
std::vector<double> node_values(const GrownTree& tree, const BinnedMatrix& matrix, const std::vector<NodeSums>& sums,
                                const AlignedVector<std::uint16_t>& leaf_of, const RowSample& sample,
                                std::size_t training_end, const Objective& objective, const double* scores,
                                const GrowOptions& options, const RunContext& context);

// scores[row] += the value of the row's leaf.
void add_leaf_values(const AlignedVector<std::uint16_t>& leaf_of, const std::vector<double>& leaf_values,
                     double* scores, const RunContext& context);

}  // namespace millrace::trees
