#include "trees/boost/tree_values.h"

#include <algorithm>

#include "trees/boost/bin_tree.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kSumBlock = 65'536;

}  // namespace

std::vector<std::uint32_t> leaves_of(const GrownTree& tree) {
  std::vector<std::uint32_t> leaves;
  for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
    if (tree.nodes[n].left < 0) leaves.push_back(static_cast<std::uint32_t>(n));
  }
  return leaves;
}

void assign_leaves(const GrownTree& tree, const std::vector<std::uint32_t>& leaves, const BinnedMatrix& matrix,
                   const std::vector<RowEntry>& entries, const RowSample& sample, std::size_t training_end,
                   std::vector<std::uint16_t>& leaf_of, const RunContext& context) {
  struct Part {
    std::uint16_t leaf;
    std::size_t begin, end;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const GrownNode& node = tree.nodes[leaves[i]];
    for (std::size_t begin = node.begin; begin < node.end; begin += kLabelBlock) {
      parts.push_back({static_cast<std::uint16_t>(i), begin, std::min<std::size_t>(node.end, begin + kLabelBlock)});
    }
  }
  // Small leaves go together, so that none of them is a call of its own.
  std::vector<std::size_t> groups{0};
  std::size_t rows = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    rows += parts[i].end - parts[i].begin;
    if (rows < kLabelBlock && i + 1 < parts.size()) continue;
    groups.push_back(i + 1);
    rows = 0;
  }
  parallel_for(context, groups.size() - 1, [&](std::size_t group) {
    for (std::size_t p = groups[group]; p < groups[group + 1]; ++p) {
      for (std::size_t i = parts[p].begin; i < parts[p].end; ++i) leaf_of[entries[i].row] = parts[p].leaf;
    }
  });
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

std::vector<NodeSums> node_sums(const GrownTree& tree, const std::vector<std::uint32_t>& leaves,
                                const std::vector<std::uint16_t>& leaf_of, const float* gradients,
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
                                const std::vector<RowEntry>& entries, const Objective& objective, const double* scores,
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
  parallel_for(context, leaves.size(), [&](std::size_t leaf) {
    const GrownNode& node = tree.nodes[leaves[leaf]];
    std::vector<std::uint32_t> rows;
    rows.reserve(node.end - node.begin);
    for (std::uint32_t i = node.begin; i < node.end; ++i) rows.push_back(entries[i].row);
    std::vector<std::pair<double, double>> scratch;
    values[leaves[leaf]] = std::clamp(objective.renewed(rows, scores, scratch), node.lower, node.upper);
  });
  return values;
}

void add_leaf_values(const std::vector<std::uint16_t>& leaf_of, const std::vector<double>& leaf_values, double* scores,
                     const RunContext& context) {
  for_blocks(context, leaf_of.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) scores[row] += leaf_values[leaf_of[row]];
  });
}

}  // namespace millrace::trees
