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
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The value as the splits of a column compare it: left exactly when it is at most the threshold. Missing becomes
// -Infinity where it goes left, and stays NaN, which is at most nothing, where it goes right.
double split_value(double value, std::uint8_t flags) {
  if (flags & kCategorical) return value;
  if (std::isnan(value) && (flags & kNanIsZero)) value = 0;
  if ((flags & kZeroIsMissing) && std::fabs(value) <= kZeroBound) value = std::numeric_limits<double>::quiet_NaN();
  return std::isnan(value) && (flags & kMissingLeft) ? -kInfinity : value;
}

}  // namespace

CompiledForest::CompiledForest(std::shared_ptr<const Forest> forest) : forest_(std::move(forest)) {
  lay_out_columns();
  lay_out_walk();
}

void CompiledForest::lay_out_columns() {
  const Forest& forest = *forest_;
  for (const std::int32_t feature : forest.feature) {
    if (feature >= 0) features_.push_back(static_cast<std::uint32_t>(feature));
  }
  std::sort(features_.begin(), features_.end());
  features_.erase(std::unique(features_.begin(), features_.end()), features_.end());

  std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t> known;
  column_of_node_.resize(forest.node_count());
  for (std::size_t node = 0; node < forest.node_count(); ++node) {
    if (forest.feature[node] < 0) continue;
    const auto feature = static_cast<std::uint32_t>(forest.feature[node]);
    const auto input =
        static_cast<std::uint32_t>(std::lower_bound(features_.begin(), features_.end(), feature) - features_.begin());
    std::uint8_t flags = forest.flags[node] & (kCategorical | kMissingLeft | kZeroIsMissing | kNanIsZero);
    if (flags & kCategorical) flags = kCategorical;
    const auto [found, fresh] = known.try_emplace({input, flags}, static_cast<std::uint32_t>(columns_.size()));
    if (fresh) columns_.push_back({input, flags});
    column_of_node_[node] = found->second;
  }
  if (columns_.size() > kColumnMask) throw Error("MEMORY_EXHAUSTED", "the trees split on too many features");
}

void CompiledForest::lay_out_walk() {
  const Forest& forest = *forest_;
  const auto width = static_cast<std::size_t>(forest.value_width);
  if (forest.node_count() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error("MEMORY_EXHAUSTED", "the trees have more than 2,147,483,647 nodes");
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
      at.column = column_of_node_[node];
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
  for (std::size_t c = 0; c < columns_.size(); ++c) values[c] = split_value(row[columns_[c].input], columns_[c].flags);
}

// Whether the row goes left at a node, without a branch that a processor could guess wrong but for sets.
inline bool CompiledForest::step_left(const WalkNode& node, const double* values) const {
  const double value = values[node.column & kColumnMask];
  if (!(node.column & kSetBit)) [[likely]] return value <= node.threshold;
  std::uint64_t words;
  std::memcpy(&words, &node.threshold, sizeof(words));
  const auto begin = static_cast<std::uint32_t>(words >> 32);
  const std::uint32_t count = static_cast<std::uint32_t>(words) - begin;
  if (!(value > -1)) return node.column & kMissingLeftBit;  // NaN too
  if (value >= 32.0 * count) return false;
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

void CompiledForest::add_row(const double* row, std::size_t begin, std::size_t end, double* scratch,
                             double* sums) const {
  split_values(row, scratch);
  const auto width = static_cast<std::size_t>(forest_->value_width);
  walk(begin, end, scratch, [&](std::size_t tree, std::size_t leaf) {
    const double* values = leaf_values_.data() + leaf * width;
    if (width == 1) {
      sums[forest_->tree_outputs[tree]] += values[0];
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

void CompiledForest::add_rows(const double* const* inputs, std::size_t row_count, std::size_t begin, std::size_t end,
                              double* sums) const {
  std::vector<double> row(features_.size());
  std::vector<double> scratch(columns_.size());
  for (std::size_t r = 0; r < row_count; ++r) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = inputs[i][r];
    add_row(row.data(), begin, end, scratch.data(), sums + r * static_cast<std::size_t>(forest_->output_count));
  }
}

}  // namespace millrace::trees
