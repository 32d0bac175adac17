// Puts grown trees into a forest: bins become thresholds and sets of category codes.
#pragma once

#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/grow/grower.h"
#include "trees/model/forest.h"

namespace millrace::trees {

// A forest without trees.
Forest empty_forest(std::int32_t feature_count, std::int32_t output_count, Link link, std::vector<double> base_scores);

// values[node]: what the node says (leaves) or would say (inner nodes), shrunk; weights[node]: its hessians' sum.
void append_tree(Forest& forest, const GrownTree& tree, std::int32_t output, const std::vector<double>& values,
                 const std::vector<double>& weights, const BinnedMatrix& matrix);

// Keeps the first trees alone.
void truncate_forest(Forest& forest, std::size_t tree_count);

}  // namespace millrace::trees
