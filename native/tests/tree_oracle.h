// Holds a grown tree to brute force: every split that the options allow is tried at every node, in doubles, on the
// rows themselves. Shares no code with the grower but the draw of a node's features.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "trees/grow/grower.h"
#include "trees/grow/node_features.h"

namespace millrace::trees {

struct OracleRow {
  std::uint32_t row;
  double gradient;
  double hessian;
  double gradient_steps;
  double hessian_steps;
};
using OracleRows = std::vector<OracleRow>;

inline OracleRows oracle_rows(const QuantisedGradients& gradients) {
  OracleRows rows;
  std::map<std::uint32_t, WideEntry> outliers;
  for (const WideEntry& outlier : gradients.outliers) outliers[outlier.row] = outlier;
  for (const RowEntry& entry : gradients.entries) {
    double gradient = entry.gradient, hessian = entry.hessian;
    if (const auto at = outliers.find(entry.row); at != outliers.end()) {
      gradient += static_cast<double>(at->second.gradient);
      hessian += static_cast<double>(at->second.hessian);
    }
    rows.push_back(
        {entry.row, gradient * gradients.gradient_step, hessian * gradients.hessian_step, gradient, hessian});
  }
  return rows;
}

class TreeOracle {
 public:
  TreeOracle(const BinnedMatrix& matrix, const GrowOptions& options, const std::vector<std::uint32_t>& features,
             std::uint64_t seed)
      : matrix_(matrix), options_(options), seed_(seed), features_(features) {}

  // `leaf_of`: where the grower says that rows lie.
  void check(const GrownTree& tree, const QuantisedGradients& before, const std::vector<std::uint16_t>& leaf_of) {
    nodes_ = &tree.nodes;
    gradient_step_ = before.gradient_step;
    hessian_step_ = before.hessian_step;
    ASSERT_FALSE(tree.nodes.empty());
    best_.assign(tree.nodes.size(), 0);
    leaves_ = 0;
    leaf_numbers_.assign(tree.nodes.size(), -1);
    std::int32_t leaf = 0;
    for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
      if (tree.nodes[n].left < 0) leaf_numbers_[n] = leaf++;
    }
    const OracleRows all = oracle_rows(before);
    node(0, all, kRootKey, {}, leaf_of);
    EXPECT_LE(leaves_, options_.max_leaf_nodes);
    check_order();
    check_monotone();
  }

 private:
  static double soft(double g, double l1) { return g > l1 ? g - l1 : g < -l1 ? g + l1 : 0; }

  double value(double g, double h, double l2, const GrownNode& at) const {
    double w = h + l2 > 0 ? -soft(g, options_.l1) / (h + l2) : 0;
    if (options_.max_delta_step > 0) w = std::max(-options_.max_delta_step, std::min(options_.max_delta_step, w));
    return std::max(at.lower, std::min(at.upper, w));
  }

  // What the best value within bounds takes off the loss, doubled.
  double score(double g, double h, double l2, const GrownNode& at) const {
    const double w = value(g, h, l2, at);
    return -(2 * g * w + (h + l2) * w * w + 2 * options_.l1 * std::fabs(w));
  }

  struct Sums {
    double g = 0, h = 0, scale = 0;
    double g_steps = 0, h_steps = 0;
    std::int64_t n = 0;
    void add(const OracleRow& row) {
      g += row.gradient;
      h += row.hessian;
      g_steps += row.gradient_steps;
      h_steps += row.hessian_steps;
      scale += std::fabs(row.gradient);
      ++n;
    }
  };

  // The gain of a split, or -1 when a rule forbids it.
  double gain(const OracleRows& rows, const std::vector<bool>& is_left, double l2, int direction,
              const GrownNode& at) const {
    Sums left, right, all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      (is_left[i] ? left : right).add(rows[i]);
      all.add(rows[i]);
    }
    for (const Sums& side : {left, right}) {
      if (side.n == 0 || side.n < options_.min_samples_leaf) return -1;
      if (side.h < options_.min_child_weight - 1e-12) return -1;
    }
    const double low = value(left.g, left.h, options_.l2, at), high = value(right.g, right.h, options_.l2, at);
    if (direction > 0 && low > high) return -1;
    if (direction < 0 && low < high) return -1;
    return score(left.g, left.h, l2, at) + score(right.g, right.h, l2, at) - score(all.g, all.h, options_.l2, at);
  }

  double best_numeric(std::uint32_t feature, const OracleRows& rows, const GrownNode& at) const {
    const int direction = options_.monotone.empty() ? 0 : options_.monotone[feature];
    std::set<std::uint32_t> bins;
    for (const OracleRow& row : rows) bins.insert(matrix_.bin_of(feature, row.row));
    double best = -1;
    for (const std::uint32_t threshold : bins) {
      if (threshold == kMissingBin) continue;
      for (const bool missing_left : {false, true}) {
        std::vector<bool> is_left;
        for (const OracleRow& row : rows) {
          const std::uint32_t bin = matrix_.bin_of(feature, row.row);
          is_left.push_back(bin == kMissingBin ? missing_left : bin <= threshold);
        }
        // Missing values have no place in the order that a constraint speaks of.
        const bool is_ordered = missing_left || threshold != *bins.rbegin();
        best = std::max(best, gain(rows, is_left, options_.l2, is_ordered ? direction : 0, at));
      }
    }
    return best;
  }

  double best_categorical(std::uint32_t feature, const OracleRows& rows, const GrownNode& at) const {
    std::map<std::uint32_t, Sums> of;
    for (const OracleRow& row : rows) of[matrix_.bin_of(feature, row.row)].add(row);
    const auto try_set = [&](const std::set<std::uint32_t>& left, double l2) {
      std::vector<bool> is_left;
      for (const OracleRow& row : rows) is_left.push_back(left.count(matrix_.bin_of(feature, row.row)) > 0);
      return gain(rows, is_left, l2, 0, at);
    };
    double best = -1;
    if (static_cast<std::int64_t>(matrix_.bins[feature].bin_count) - 1 <= options_.one_versus_rest_up_to) {
      for (const auto& [bin, sums] : of) best = std::max(best, try_set({bin}, options_.l2));
      return best;
    }
    std::vector<std::pair<double, std::uint32_t>> order;
    for (const auto& [bin, sums] : of) {
      if (static_cast<double>(sums.n) < options_.category_smoothing) continue;
      // Whole steps, since rounding would part categories of equal keys.
      const double weight = sums.h_steps * hessian_step_ + options_.category_smoothing;
      order.push_back({weight > 0 ? sums.g_steps * gradient_step_ / weight : 0, bin});
    }
    std::sort(order.begin(), order.end());
    for (int side = 0; side < 2; ++side) {
      const std::size_t most =
          std::min<std::size_t>(static_cast<std::size_t>(options_.most_split_categories), (order.size() + 1) / 2);
      std::set<std::uint32_t> left;
      std::int64_t rows_left = 0, since = 0;
      for (std::size_t i = 0; i < most; ++i) {
        left.insert(order[i].second);
        rows_left += of[order[i].second].n;
        since += of[order[i].second].n;
        const std::int64_t rows_right = static_cast<std::int64_t>(rows.size()) - rows_left;
        if (rows_right < options_.min_samples_category) break;
        const double found = try_set(left, options_.l2 + options_.category_l2);
        // Sides that are too small do not end a group of categories.
        Sums sums;
        for (const std::uint32_t bin : left) {
          sums.h += of[bin].h;
          sums.n += of[bin].n;
        }
        if (sums.n < options_.min_samples_leaf || sums.h < options_.min_child_weight) continue;
        if (since < options_.min_samples_category) continue;
        since = 0;
        best = std::max(best, found);
      }
      std::reverse(order.begin(), order.end());
    }
    return best;
  }

  void node(std::int32_t index, const OracleRows& rows, std::uint64_t key, const std::vector<std::uint32_t>& path,
            const std::vector<std::uint16_t>& leaf_of) {
    const GrownNode& at = (*nodes_)[static_cast<std::size_t>(index)];
    SCOPED_TRACE("node " + std::to_string(index));
    Sums sums;
    for (const OracleRow& row : rows) sums.add(row);
    EXPECT_EQ(at.row_count, sums.n);
    EXPECT_NEAR(at.gradient_sum, sums.g, 1e-9 * (1 + sums.scale));
    EXPECT_NEAR(at.hessian_sum, sums.h, 1e-9 * (1 + sums.h));

    double best = -1;
    if (options_.max_depth == 0 || at.depth < options_.max_depth) {
      const NodeFeatures draw(options_, features_, seed_);
      for (const std::uint32_t feature : draw.of(key, path)) {
        const bool is_categorical = matrix_.bins[feature].kind == FeatureBins::Kind::categorical;
        best = std::max(best, is_categorical ? best_categorical(feature, rows, at) : best_numeric(feature, rows, at));
      }
    }
    const double slack = 1e-9 * (1 + std::fabs(score(sums.g, sums.h, options_.l2, at)));
    if (best <= options_.min_split_gain + slack) best = std::max(-1.0, std::min(best, options_.min_split_gain));
    best_[static_cast<std::size_t>(index)] = best;
    if (at.left < 0) {
      ++leaves_;
      for (const OracleRow& row : rows) EXPECT_EQ(leaf_of[row.row], leaf_numbers_[static_cast<std::size_t>(index)]);
      return;
    }
    ASSERT_GT(at.left, index);
    ASSERT_GT(at.right, index);
    EXPECT_GT(at.gain, options_.min_split_gain);
    EXPECT_NEAR(at.gain, best, slack);
    best_[static_cast<std::size_t>(index)] = at.gain;

    std::vector<bool> is_left;
    OracleRows left, right;
    for (const OracleRow& row : rows) {
      const std::uint32_t bin = matrix_.bin_of(at.feature, row.row);
      const bool in_set = std::count(at.left_bins.begin(), at.left_bins.end(), bin) > 0;
      is_left.push_back(bin == kMissingBin ? at.missing_left : at.is_categorical ? in_set : bin <= at.threshold_bin);
      (is_left.back() ? left : right).push_back(row);
    }
    const bool is_numeric = !at.is_categorical;
    const bool few =
        static_cast<std::int64_t>(matrix_.bins[at.feature].bin_count) - 1 <= options_.one_versus_rest_up_to;
    const bool is_ordered = is_numeric && at.threshold_bin + 1 < matrix_.bins[at.feature].bin_count;
    const int direction = options_.monotone.empty() || !is_ordered ? 0 : options_.monotone[at.feature];
    EXPECT_NEAR(gain(rows, is_left, options_.l2 + (is_numeric || few ? 0 : options_.category_l2), direction, at),
                at.gain, slack);
    auto below = path;
    below.push_back(at.feature);
    node(at.left, left, child_key(key, false), below, leaf_of);
    node(at.right, right, child_key(key, true), below, leaf_of);
  }

  // Splits were made best first, and went on while a split was allowed and a leaf was left.
  void check_order() const {
    std::set<std::size_t> leaves = {0};
    for (std::size_t next = 1; next < nodes_->size(); next += 2) {
      const auto parent = static_cast<std::size_t>((*nodes_)[next].parent);
      ASSERT_EQ((*nodes_)[parent].left, static_cast<std::int32_t>(next));
      ASSERT_EQ((*nodes_)[parent].right, static_cast<std::int32_t>(next) + 1);
      for (const std::size_t leaf : leaves) EXPECT_GE(best_[parent], best_[leaf] - 1e-9 * (1 + std::fabs(best_[leaf])));
      leaves.erase(parent);
      leaves.insert(next);
      leaves.insert(next + 1);
    }
    if (leaves_ == options_.max_leaf_nodes) return;
    for (const std::size_t leaf : leaves) EXPECT_LE(best_[leaf], options_.min_split_gain + 1e-9);
  }

  // Every leaf on the low side of a constrained split has a value at most that of every leaf on the high side.
  void check_monotone() const {
    if (options_.monotone.empty()) return;
    for (const GrownNode& at : *nodes_) {
      if (at.left < 0 || at.is_categorical || options_.monotone[at.feature] == 0) continue;
      if (at.threshold_bin + 1 == matrix_.bins[at.feature].bin_count) continue;  // real values against missing ones
      const auto [left_low, left_high] = range(at.left);
      const auto [right_low, right_high] = range(at.right);
      if (options_.monotone[at.feature] > 0) {
        EXPECT_LE(left_high, right_low);
      } else {
        EXPECT_GE(left_low, right_high);
      }
    }
  }

  std::pair<double, double> range(std::int32_t index) const {
    const GrownNode& at = (*nodes_)[static_cast<std::size_t>(index)];
    if (at.left < 0) {
      const double w = leaf_value(at.gradient_sum, at.hessian_sum, at.lower, at.upper, options_);
      return {w, w};
    }
    const auto left = range(at.left), right = range(at.right);
    return {std::min(left.first, right.first), std::max(left.second, right.second)};
  }

  const BinnedMatrix& matrix_;
  const GrowOptions& options_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> features_;
  const std::vector<GrownNode>* nodes_ = nullptr;
  double gradient_step_ = 1;
  double hessian_step_ = 1;
  std::vector<double> best_;
  std::vector<std::int32_t> leaf_numbers_;  // of nodes; -1 of splits
  std::int32_t leaves_ = 0;
};

}  // namespace millrace::trees
