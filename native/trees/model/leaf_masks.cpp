#include "trees/model/leaf_masks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "trees/model/category_classes.h"
#include "trees/model/walk.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kMostLeaves = 64;
constexpr std::size_t kMostTableBytes = 3u << 19;
constexpr std::size_t kTogether = 8;

// The leaves of a tree from left to right: where each subtree's begin, and where they end.
struct LeafOrder {
  std::vector<std::uint32_t> begin, end;  // [nodes of the tree]
};

LeafOrder leaf_order(const Forest& forest, std::size_t root, std::size_t size) {
  LeafOrder order{std::vector<std::uint32_t>(size), std::vector<std::uint32_t>(size, 0)};
  std::vector<std::uint32_t> leaves(size);
  for (std::size_t node = size; node-- > 0;) {  // children first
    leaves[node] = forest.feature[root + node] < 0 ? 1
                                                   : leaves[static_cast<std::size_t>(forest.left[root + node])] +
                                                         leaves[static_cast<std::size_t>(forest.right[root + node])];
  }
  for (std::size_t node = 0; node < size; ++node) {
    order.end[node] = order.begin[node] + leaves[node];
    if (forest.feature[root + node] < 0) continue;
    const auto left = static_cast<std::size_t>(forest.left[root + node]);
    order.begin[left] = order.begin[node];
    order.begin[static_cast<std::size_t>(forest.right[root + node])] = order.begin[node] + leaves[left];
  }
  return order;
}

std::size_t leaf_count(const Forest& forest, std::size_t tree) {
  return (forest.tree_begins[tree + 1] - forest.tree_begins[tree] + 1) / 2;
}

}  // namespace

std::unique_ptr<LeafMasks> LeafMasks::of(const Forest& forest, const SplitColumns& columns) {
  const std::size_t trees = forest.tree_count();
  std::size_t most_leaves = 0;
  for (std::size_t tree = 0; tree < trees; ++tree) most_leaves = std::max(most_leaves, leaf_count(forest, tree));
  if (most_leaves > kMostLeaves) return nullptr;
  std::unique_ptr<LeafMasks> made(new LeafMasks());
  made->output_count_ = static_cast<std::uint32_t>(forest.output_count);
  made->value_width_ = static_cast<std::uint32_t>(forest.value_width);
  made->float32_sums_ = forest.float32_sums;
  made->tree_count_ = trees;
  made->tree_stride_ = (trees + kTogether - 1) / kTogether * kTogether;
  made->tree_outputs_ = forest.tree_outputs;
  const std::size_t row_bytes = std::max<std::size_t>(made->tree_stride_, 1) *
                                (most_leaves <= 32 ? sizeof(std::uint32_t) : sizeof(std::uint64_t));

  // The mask of a split that sends a row right: none of the leaves on its left.
  std::vector<std::uint64_t> right_masks(forest.node_count());
  std::vector<std::uint32_t> tree_of_node(forest.node_count());
  std::vector<std::vector<std::size_t>> nodes(columns.columns.size());
  const auto width = static_cast<std::size_t>(forest.value_width);
  std::size_t leaves = 0;
  for (std::size_t tree = 0; tree < trees; ++tree) {
    const std::size_t root = forest.tree_begins[tree], size = forest.tree_begins[tree + 1] - root;
    const LeafOrder order = leaf_order(forest, root, size);
    made->leaf_begins_.push_back(static_cast<std::uint32_t>(leaves));
    leaves += order.end[0];
    made->leaf_values_.resize(leaves * width);
    for (std::size_t node = 0; node < size; ++node) {
      tree_of_node[root + node] = static_cast<std::uint32_t>(tree);
      if (forest.feature[root + node] < 0) {
        std::copy_n(forest.values.data() + (root + node) * width, width,
                    made->leaf_values_.data() + (made->leaf_begins_[tree] + order.begin[node]) * width);
        continue;
      }
      const auto left = static_cast<std::size_t>(forest.left[root + node]);
      std::uint64_t mask = ~std::uint64_t{0};
      for (std::uint32_t leaf = order.begin[left]; leaf < order.end[left]; ++leaf) mask &= ~(std::uint64_t{1} << leaf);
      right_masks[root + node] = mask;
      nodes[columns.of_node[root + node]].push_back(root + node);
    }
  }

  std::size_t rows = 0;
  std::vector<std::vector<double>> thresholds(columns.columns.size());
  std::size_t most_thresholds = 0;
  for (std::size_t c = 0; c < columns.columns.size(); ++c) {
    Column column;
    column.input = columns.columns[c].input;
    column.flags = columns.columns[c].flags;
    column.first_row = rows;
    if (column.flags & kCategorical) {
      std::uint32_t class_count = 0;
      if (!measurable_sets(forest, nodes[c])) return nullptr;
      column.class_of_code = category_classes(forest, nodes[c], class_count);
      rows += class_count;
    } else {
      for (const std::size_t node : nodes[c]) thresholds[c].push_back(forest.threshold[node]);
      std::sort(thresholds[c].begin(), thresholds[c].end());
      thresholds[c].erase(std::unique(thresholds[c].begin(), thresholds[c].end()), thresholds[c].end());
      column.threshold_count = thresholds[c].size();
      most_thresholds = std::max(most_thresholds, thresholds[c].size());
      rows += thresholds[c].size() + 1;
    }
    made->columns_.push_back(std::move(column));
    if (rows * row_bytes > kMostTableBytes) return nullptr;
  }
  while ((std::size_t{1} << made->levels_) - 1 < most_thresholds) ++made->levels_;
  const std::size_t padded = (std::size_t{1} << made->levels_) - 1;
  if (padded * columns.columns.size() * sizeof(double) > kMostTableBytes) return nullptr;

  made->wide_.assign(rows * made->tree_stride_, ~std::uint64_t{0});
  made->thresholds_.assign(padded * columns.columns.size(), std::numeric_limits<double>::infinity());
  for (std::size_t c = 0; c < columns.columns.size(); ++c) {
    Column& column = made->columns_[c];
    const auto close = [&](std::size_t row, std::size_t node) {
      made->wide_[(column.first_row + row) * made->tree_stride_ + tree_of_node[node]] &= right_masks[node];
    };
    if (column.flags & kCategorical) {
      const std::size_t end = c + 1 < made->columns_.size() ? made->columns_[c + 1].first_row : rows;
      std::vector<std::uint8_t> goes_left;
      for (const std::size_t node : nodes[c]) {
        goes_left.assign(end - column.first_row, 0);
        goes_left[0] = (forest.flags[node] & kMissingLeft) != 0;
        for_members(forest, node, [&](std::size_t code) { goes_left[column.class_of_code[code]] = 1; });
        for (std::size_t row = 0; row < goes_left.size(); ++row) {
          if (!goes_left[row]) close(row, node);
        }
      }
      continue;
    }
    column.thresholds = c * padded;
    std::copy(thresholds[c].begin(), thresholds[c].end(), made->thresholds_.data() + column.thresholds);
    for (const std::size_t node : nodes[c]) {
      const auto place = std::lower_bound(thresholds[c].begin(), thresholds[c].end(), forest.threshold[node]);
      // Values of a greater rank lie above the threshold.
      for (auto row = static_cast<std::size_t>(place - thresholds[c].begin()) + 1; row <= column.threshold_count;
           ++row) {
        close(row, node);
      }
    }
  }
  if (most_leaves <= 32) {
    made->narrow_.resize(made->wide_.size());
    std::transform(made->wide_.begin(), made->wide_.end(), made->narrow_.begin(),
                   [](std::uint64_t mask) { return static_cast<std::uint32_t>(mask); });
    made->wide_ = {};
  }
  return made;
}

std::size_t LeafMasks::table_row(const Column& column, double value) const {
  if (column.flags & kCategorical) return column.first_row + class_of_value(column.class_of_code, value);
  const double compared = split_value(value, column.flags);
  const double* const thresholds = thresholds_.data() + column.thresholds;
  std::size_t rank = 0;
  for (std::size_t half = levels_ > 0 ? std::size_t{1} << (levels_ - 1) : 0; half > 0; half /= 2) {
    rank += thresholds[rank + half - 1] < compared ? half : 0;
  }
  return column.first_row + (std::isnan(compared) ? column.threshold_count : rank);
}

void LeafMasks::add_row(const double* row, std::size_t begin, std::size_t end, Scratch& scratch, double* sums) const {
  if (narrow_.empty()) return add_row_of(wide_, row, begin, end, scratch.wide, sums);
  add_row_of(narrow_, row, begin, end, scratch.narrow, sums);
}

template <typename Mask>
void LeafMasks::add_row_of(const AlignedVector<Mask>& table, const double* row, std::size_t begin, std::size_t end,
                           std::vector<Mask>& scratch, double* sums) const {
  if (scratch.size() < tree_stride_) scratch.resize(tree_stride_);
  Mask* const masks = scratch.data();
  const std::size_t first = begin / kTogether * kTogether;
  std::fill(masks + first, masks + tree_stride_, static_cast<Mask>(~std::uint64_t{0}));
  for (const Column& column : columns_) {
    const Mask* open = table.data() + table_row(column, row[column.input]) * tree_stride_;
    for (std::size_t tree = first; tree < end; tree += kTogether) {
      for (std::size_t i = 0; i < kTogether; ++i) masks[tree + i] &= open[tree + i];
    }
  }
  for (std::size_t tree = begin; tree < end; ++tree) {
    const std::size_t leaf = leaf_begins_[tree] + static_cast<std::size_t>(std::countr_zero(masks[tree]));
    const double* values = leaf_values_.data() + leaf * value_width_;
    if (value_width_ == 1) {
      double& sum = sums[tree_outputs_[tree]];
      sum = add_value(sum, values[0], float32_sums_);
    } else {
      for (std::uint32_t k = 0; k < value_width_; ++k) sums[k] += values[k];
    }
  }
}

}  // namespace millrace::trees
