#include "trees/boost/tree_values.h"

#include <algorithm>
#include <span>
#include <utility>

#include "trees/boost/bin_tree.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kSumBlock = 65'536;

// The rows of the sample, those of a leaf side by side, ascending; the second is where each leaf's begin.
std::pair<std::vector<std::uint32_t>, std::vector<std::size_t>> rows_by_leaf(
    const AlignedVector<std::uint16_t>& leaf_of, std::size_t leaf_count, const RowSample& sample,
    std::size_t training_end) {
  const auto is_in = [&](std::size_t row) { return sample.is_full || sample.is_in[row]; };
  std::vector<std::size_t> begins(leaf_count + 1, 0);
  for (std::size_t row = 0; row < training_end; ++row) {
    if (is_in(row)) ++begins[leaf_of[row] + std::size_t{1}];
  }
  for (std::size_t leaf = 0; leaf < leaf_count; ++leaf) begins[leaf + 1] += begins[leaf];
  std::vector<std::uint32_t> rows(begins.back());
  std::vector<std::size_t> at = begins;
  for (std::size_t row = 0; row < training_end; ++row) {
    if (is_in(row)) rows[at[leaf_of[row]]++] = static_cast<std::uint32_t>(row);
  }
  return {std::move(rows), std::move(begins)};
}

}  // namespace

std::vector<std::uint32_t> leaves_of(const GrownTree& tree) {
  std::vector<std::uint32_t> leaves;
  for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
    if (tree.nodes[n].left < 0) leaves.push_back(static_cast<std::uint32_t>(n));
  }
  return leaves;
}

void walk_others(const GrownTree& tree, const BinnedMatrix& matrix, const RowSample& sample, std::size_t training_end,
                 AlignedVector<std::uint16_t>& leaf_of, const RunContext& context) {
  const std::size_t first = sample.is_full ? training_end : 0;
  if (first == leaf_of.size()) return;
  const BinTree walked(tree, matrix);
  for_blocks(context, leaf_of.size() - first, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> rows;
    rows.reserve(end - begin);
    for (std::size_t row = first + begin; row < first + end; ++row) {
      if (row >= training_end || !sample.is_in[row]) rows.push_back(static_cast<std::uint32_t>(row));
    }
    std::vector<std::uint32_t> reached(rows.size());
    walked.leaves_of(rows, reached.data());
    for (std::size_t i = 0; i < rows.size(); ++i) leaf_of[rows[i]] = static_cast<std::uint16_t>(reached[i]);
  });
}

std::vector<NodeSums> node_sums(const GrownTree& tree) {
  std::vector<NodeSums> sums;
  sums.reserve(tree.nodes.size());
  for (const GrownNode& node : tree.nodes) sums.push_back({node.gradient_sum, node.hessian_sum});
  return sums;
}

std::vector<NodeSums> float_node_sums(const GrownTree& tree, const std::vector<std::uint32_t>& leaves,
                                      const AlignedVector<std::uint16_t>& leaf_of, const float* gradients,
                                      const float* hessians, const RowSample& sample, std::size_t training_end,
                                      const RunContext& context) {
  const std::size_t blocks = (training_end + kSumBlock - 1) / kSumBlock;
  std::vector<NodeSums> of_blocks(blocks * leaves.size());
  parallel_for(context, blocks, [&](std::size_t block) {
    NodeSums* sums = of_blocks.data() + block * leaves.size();
    const std::size_t end = std::min(training_end, (block + 1) * kSumBlock);
    for (std::size_t row = block * kSumBlock; row < end; ++row) {
      if (!sample.is_full && !sample.is_in[row]) continue;
      NodeSums& sum = sums[leaf_of[row]];
      sum.gradient += static_cast<double>(gradients[row]);
      sum.hessian += hessians ? static_cast<double>(hessians[row]) : 1.0;
    }
  });
  std::vector<NodeSums> sums(tree.nodes.size());
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
      const NodeSums& part = of_blocks[block * leaves.size() + leaf];
      sums[leaves[leaf]].gradient += part.gradient;
      sums[leaves[leaf]].hessian += part.hessian;
    }
  }
  for (std::size_t n = tree.nodes.size(); n-- > 0;) {  // children come after their parents
    const GrownNode& node = tree.nodes[n];
    if (node.left < 0) continue;
    const NodeSums& left = sums[static_cast<std::size_t>(node.left)];
    const NodeSums& right = sums[static_cast<std::size_t>(node.right)];
    sums[n] = {left.gradient + right.gradient, left.hessian + right.hessian};
  }
  return sums;
}

std::vector<double> node_values(const GrownTree& tree, const BinnedMatrix& matrix, const std::vector<NodeSums>& sums,
                                const AlignedVector<std::uint16_t>& leaf_of, const RowSample& sample,
                                std::size_t training_end, const Objective& objective, const double* scores,
                                const GrowOptions& options, const RunContext& context) {
  std::vector<double> values(tree.nodes.size());
  GrowOptions by_sets = options;
  by_sets.l2 += options.category_l2;
  const auto is_of_set = [&](const GrownNode& node) {
    if (node.parent < 0) return false;
    const GrownNode& parent = tree.nodes[static_cast<std::size_t>(node.parent)];
    return parent.is_categorical &&
           static_cast<std::int64_t>(matrix.bins[parent.feature].bin_count) - 1 > options.one_versus_rest_up_to;
  };
  for (std::size_t n = 0; n < values.size(); ++n) {
    const GrownNode& node = tree.nodes[n];
    // Rows that weigh nothing say nothing.
    if (!(sums[n].hessian + options.l2 > 0)) continue;
    values[n] =
        leaf_value(sums[n].gradient, sums[n].hessian, node.lower, node.upper, is_of_set(node) ? by_sets : options);
  }
  if (!objective.renews_leaves()) return values;
  const std::vector<std::uint32_t> leaves = leaves_of(tree);
  const auto by_leaf = rows_by_leaf(leaf_of, leaves.size(), sample, training_end);
  const std::vector<std::uint32_t>& rows = by_leaf.first;
  const std::vector<std::size_t>& begins = by_leaf.second;
  parallel_for(context, leaves.size(), [&](std::size_t leaf) {
    const GrownNode& node = tree.nodes[leaves[leaf]];
    const std::span<const std::uint32_t> of_leaf(rows.data() + begins[leaf], begins[leaf + 1] - begins[leaf]);
    std::vector<std::pair<double, double>> scratch;
    values[leaves[leaf]] = std::clamp(objective.renewed(of_leaf, scores, scratch), node.lower, node.upper);
  });
  return values;
}

void add_leaf_values(const AlignedVector<std::uint16_t>& leaf_of, const std::vector<double>& leaf_values,
                     double* scores, const RunContext& context) {
  for_blocks(context, leaf_of.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) scores[row] += leaf_values[leaf_of[row]];
  });
}

}  // namespace millrace::trees
