#include "trees/model/compiled_forest.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "core/error.h"
#include "trees/model/walk.h"

namespace millrace::trees {

namespace {

constexpr std::uint32_t kSetBit = std::uint32_t{1} << 31;
constexpr std::uint32_t kMissingLeftBit = std::uint32_t{1} << 30;
constexpr std::uint32_t kColumnMask = kMissingLeftBit - 1;

// Blocks of fewer rows are walked row by row.
constexpr std::size_t kFewRows = 12;

}  // namespace

CompiledForest::CompiledForest(std::shared_ptr<const Forest> forest) : forest_(std::move(forest)), columns_(*forest_) {
  if (columns_.columns.size() > kColumnMask) {
    throw Error("MEMORY_EXHAUSTED", "the trees split on too many features", "use fewer features");
  }
  lay_out_walk();
  leaf_values_.resize(leaf_values_.size() + 64);
  scan_ = ForestScan::of(*forest_, columns_, leaf_values_);
  masks_ = LeafMasks::of(*forest_, columns_);
}

void CompiledForest::lay_out_walk() {
  const Forest& forest = *forest_;
  const auto width = static_cast<std::size_t>(forest.value_width);
  if (forest.node_count() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error("MEMORY_EXHAUSTED", "the trees have more than 2,147,483,647 nodes", "train fewer or smaller ones");
  }
  nodes_.resize(forest.node_count());
  std::size_t next = 0;
  std::size_t leaf_count = 0;
  std::vector<std::int32_t> leaf_of_node;
  std::vector<std::pair<std::size_t, std::size_t>> pending;  // a node of the forest, and its place
  for (std::size_t tree = 0; tree < forest.tree_count(); ++tree) {
    const std::size_t root = forest.tree_begins[tree];
    leaf_begins_.push_back(static_cast<std::uint32_t>(leaf_count));
    leaf_of_node.assign(forest.tree_begins[tree + 1] - root, 0);
    for (std::size_t node = root; node < forest.tree_begins[tree + 1]; ++node) {
      if (forest.feature[node] >= 0) continue;
      leaf_of_node[node - root] = static_cast<std::int32_t>(leaf_count++);
      const double* values = forest.values.data() + node * width;
      leaf_values_.insert(leaf_values_.end(), values, values + width);
    }
    roots_.push_back(static_cast<std::uint32_t>(next));
    pending.push_back({root, next++});
    while (!pending.empty()) {
      const auto [node, place] = pending.back();
      pending.pop_back();
      WalkNode& at = nodes_[place];
      if (forest.feature[node] < 0) {
        at = {0, 0, -1 - leaf_of_node[node - root]};
        continue;
      }
      at.threshold = forest.threshold[node];
      at.column = columns_.of_node[node];
      at.left = static_cast<std::int32_t>(next);
      if (forest.flags[node] & kCategorical) {
        const std::uint64_t words =
            std::uint64_t{forest.category_begins[node]} << 32 | forest.category_begins[node + 1];
        std::memcpy(&at.threshold, &words, sizeof(words));
        at.column |= kSetBit | (forest.flags[node] & kMissingLeft ? kMissingLeftBit : 0);
      }
      pending.push_back({root + static_cast<std::size_t>(forest.right[node]), next + 1});
      pending.push_back({root + static_cast<std::size_t>(forest.left[node]), next});
      next += 2;
    }
  }
}

void CompiledForest::split_values(const double* row, double* values) const {
  for (std::size_t c = 0; c < columns_.columns.size(); ++c) {
    values[c] = split_value(row[columns_.columns[c].input], columns_.columns[c].flags);
  }
}

// Whether the row goes left at a node, without a branch that a processor could guess wrong but for sets.
inline bool CompiledForest::step_left(const WalkNode& node, const double* values) const {
  const double value = values[node.column & kColumnMask];
  if (!(node.column & kSetBit)) [[likely]]
    return value <= node.threshold;
  std::uint64_t words;
  std::memcpy(&words, &node.threshold, sizeof(words));
  const auto begin = static_cast<std::uint32_t>(words >> 32);
  const std::uint32_t count = static_cast<std::uint32_t>(words) - begin;
  if (!(value > -1)) return node.column & kMissingLeftBit;  // NaN too
  if (count == 0 || value >= 32.0 * count) return false;
  const auto code = static_cast<std::uint32_t>(static_cast<std::int64_t>(value));
  return forest_->category_words[begin + code / 32] >> (code % 32) & 1;
}

template <typename Reached>
void CompiledForest::walk(std::size_t begin, std::size_t end, const double* values, Reached&& reached) const {
  // Each step waits for memory and for the comparison before it: several trees at once fill the wait.
  constexpr std::size_t kTogether = 8;
  const WalkNode* const nodes = nodes_.data();
  for (; begin + kTogether <= end; begin += kTogether) {
    std::int32_t at[kTogether];
    for (std::size_t i = 0; i < kTogether; ++i) at[i] = static_cast<std::int32_t>(roots_[begin + i]);
    std::int32_t under_way;  // below 0 when all trees are at a leaf
    do {
      under_way = -1;
      for (std::size_t i = 0; i < kTogether; ++i) {
        const WalkNode& node = nodes[at[i]];
        const std::int32_t next = node.left + (step_left(node, values) ? 0 : 1);
        at[i] = node.left < 0 ? at[i] : next;
        under_way &= node.left;
      }
    } while (under_way >= 0);
    for (std::size_t i = 0; i < kTogether; ++i) reached(begin + i, static_cast<std::size_t>(-1 - nodes[at[i]].left));
  }
  for (; begin < end; ++begin) {
    const WalkNode* node = nodes + roots_[begin];
    while (node->left >= 0) node = nodes + node->left + (step_left(*node, values) ? 0 : 1);
    reached(begin, static_cast<std::size_t>(-1 - node->left));
  }
}

void CompiledForest::add_row(const double* row, std::size_t begin, std::size_t end, RowScratch& scratch,
                             double* sums) const {
  if (masks_) return masks_->add_row(row, begin, end, scratch.masks, sums);
  if (scratch.values.size() < column_count()) scratch.values.resize(column_count());
  split_values(row, scratch.values.data());
  const auto width = static_cast<std::size_t>(forest_->value_width);
  walk(begin, end, scratch.values.data(), [&](std::size_t tree, std::size_t leaf) {
    const double* values = leaf_values_.data() + leaf * width;
    if (width == 1) {
      double& sum = sums[forest_->tree_outputs[tree]];
      sum = add_value(sum, values[0], forest_->float32_sums);
    } else {
      for (std::size_t k = 0; k < width; ++k) sums[k] += values[k];
    }
  });
}

void CompiledForest::leaves_of_row(const double* row, std::size_t begin, std::size_t end, double* scratch,
                                   double* leaves) const {
  split_values(row, scratch);
  walk(begin, end, scratch, [&](std::size_t tree, std::size_t leaf) {
    leaves[tree - begin] = static_cast<double>(leaf - leaf_begins_[tree]);
  });
}

CompiledForest::Block::Block(const CompiledForest& forest, const double* const* inputs, std::size_t row_count)
    : forest_(forest), row_count_(row_count) {
  if (forest.scan_ && row_count >= kFewRows) {
    planes_ = std::make_unique_for_overwrite<std::uint8_t[]>(forest.scan_->plane_bytes());
    scratch_ = std::make_unique_for_overwrite<std::uint8_t[]>(forest.scan_->scratch_bytes());
    forest.scan_->fill_planes(inputs, row_count, planes_.get());
    return;
  }
  const std::size_t width = forest.column_count();
  values_.resize(row_count * width);
  for (std::size_t c = 0; c < forest.columns_.columns.size(); ++c) {
    const auto [input, flags] = forest.columns_.columns[c];
    for (std::size_t r = 0; r < row_count; ++r) values_[r * width + c] = split_value(inputs[input][r], flags);
  }
}

void CompiledForest::Block::add(std::size_t begin, std::size_t end, double* sums) {
  if (planes_) return forest_.scan_->add(planes_.get(), row_count_, begin, end, scratch_.get(), sums);
  if (row_count_ < kFewRows) return add_row_by_row(begin, end, sums);
  add_tree_by_tree(begin, end, sums);
}

void CompiledForest::Block::add_row_by_row(std::size_t begin, std::size_t end, double* sums) const {
  const auto width = static_cast<std::size_t>(forest_.forest_->value_width);
  for (std::size_t r = 0; r < row_count_; ++r) {
    forest_.walk(begin, end, values_.data() + r * forest_.column_count(), [&](std::size_t tree, std::size_t leaf) {
      const double* values = forest_.leaf_values_.data() + leaf * width;
      const auto output = static_cast<std::size_t>(forest_.forest_->tree_outputs[tree]);
      double& sum = sums[output * kRows + r];
      if (width == 1) sum = add_value(sum, values[0], forest_.forest_->float32_sums);
      for (std::size_t k = 0; k < width && width > 1; ++k) sums[k * kRows + r] += values[k];
    });
  }
}

// Large trees: one of them stays in cache while all rows walk it, several at a time.
void CompiledForest::Block::add_tree_by_tree(std::size_t begin, std::size_t end, double* sums) const {
  constexpr std::size_t kTogether = 8;
  const std::size_t columns = forest_.column_count();
  const auto width = static_cast<std::size_t>(forest_.forest_->value_width);
  const WalkNode* const nodes = forest_.nodes_.data();
  for (std::size_t tree = begin; tree < end; ++tree) {
    double* const out = sums + (width == 1 ? static_cast<std::size_t>(forest_.forest_->tree_outputs[tree]) : 0) * kRows;
    for (std::size_t row = 0; row < row_count_; row += kTogether) {
      // The last rows are walked more than once rather than apart.
      const std::size_t count = std::min(kTogether, row_count_ - row);
      std::int32_t at[kTogether];
      const double* values[kTogether];
      for (std::size_t i = 0; i < kTogether; ++i) {
        at[i] = static_cast<std::int32_t>(forest_.roots_[tree]);
        values[i] = values_.data() + (row + std::min(i, count - 1)) * columns;
      }
      std::int32_t under_way;
      do {
        under_way = -1;
        for (std::size_t i = 0; i < kTogether; ++i) {
          const WalkNode& node = nodes[at[i]];
          const std::int32_t next = node.left + (forest_.step_left(node, values[i]) ? 0 : 1);
          at[i] = node.left < 0 ? at[i] : next;
          under_way &= node.left;
        }
      } while (under_way >= 0);
      for (std::size_t i = 0; i < count; ++i) {
        const double* leaf = forest_.leaf_values_.data() + static_cast<std::size_t>(-1 - nodes[at[i]].left) * width;
        if (width == 1) out[row + i] = add_value(out[row + i], leaf[0], forest_.forest_->float32_sums);
        for (std::size_t k = 0; k < width && width > 1; ++k) out[k * kRows + row + i] += leaf[k];
      }
    }
  }
}

}  // namespace millrace::trees
