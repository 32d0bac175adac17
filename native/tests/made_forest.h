// Random forests and rows for tests: every kind of split, and values on both sides of each.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <random>
#include <vector>

#include "trees/model/forest.h"

namespace millrace::trees {

struct MadeForest {
  std::int32_t feature_count = 7;
  std::int32_t output_count = 1;
  std::int32_t value_width = 1;
  std::size_t tree_count = 5;
  std::size_t most_leaves = 31;
  std::uint8_t flags = 0;        // that splits may have, drawn for each
  double categorical_share = 0;  // of splits
  std::int32_t category_count = 40;
  std::size_t distinct_thresholds = 1000;
  bool float32_sums = false;
};

inline Forest make_forest(const MadeForest& made, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  const auto real = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  Forest forest;
  forest.feature_count = made.feature_count;
  forest.output_count = made.output_count;
  forest.value_width = made.value_width;
  forest.scale = made.value_width > 1 ? 1.0 / static_cast<double>(made.tree_count) : 1.0;
  for (std::int32_t k = 0; k < made.output_count; ++k) forest.base_scores.push_back(real() - 0.5);
  forest.float32_sums = made.float32_sums;
  forest.tree_begins = {0};
  forest.category_begins = {0};
  for (std::size_t tree = 0; tree < made.tree_count; ++tree) {
    // Splits random leaves until there are enough, as best-first growth would.
    const std::size_t leaf_count = 1 + draw(made.most_leaves);
    std::vector<std::int32_t> left{-1}, right{-1};
    std::vector<std::size_t> leaves{0};
    while (leaves.size() < leaf_count) {
      const std::size_t pick = draw(leaves.size());
      const std::size_t node = leaves[pick];
      left[node] = static_cast<std::int32_t>(left.size());
      right[node] = left[node] + 1;
      leaves[pick] = static_cast<std::size_t>(left[node]);
      leaves.push_back(static_cast<std::size_t>(right[node]));
      left.insert(left.end(), 2, -1);
      right.insert(right.end(), 2, -1);
    }
    for (std::size_t node = 0; node < left.size(); ++node) {
      const bool is_leaf = left[node] < 0;
      // Categorical splits have features of their own, the last of them.
      const bool is_set = !is_leaf && real() < made.categorical_share;
      const auto numeric = static_cast<std::size_t>(made.categorical_share > 0 ? std::max(1, made.feature_count / 2)
                                                                               : made.feature_count);
      const auto features = static_cast<std::size_t>(made.feature_count);
      forest.feature.push_back(
          is_leaf ? -1 : static_cast<std::int32_t>(is_set ? numeric + draw(features - numeric) : draw(numeric)));
      forest.flags.push_back(
          is_leaf ? 0 : static_cast<std::uint8_t>((random() & made.flags) | (is_set ? kCategorical : 0)));
      forest.threshold.push_back(is_leaf || is_set ? 0
                                                   : static_cast<double>(draw(made.distinct_thresholds)) -
                                                         static_cast<double>(made.distinct_thresholds / 2));
      forest.left.push_back(left[node]);
      forest.right.push_back(right[node]);
      if (is_set) {
        const std::size_t words = draw(static_cast<std::size_t>(made.category_count) / 32 + 2);
        for (std::size_t w = 0; w < words; ++w) forest.category_words.push_back(static_cast<std::uint32_t>(random()));
      }
      forest.category_begins.push_back(static_cast<std::uint32_t>(forest.category_words.size()));
      forest.cover.push_back(1);
      forest.weight.push_back(1);
      forest.gain.push_back(0);
      for (std::int32_t k = 0; k < made.value_width; ++k) {
        const double value = real() * 2 - 1;
        forest.values.push_back(made.float32_sums ? static_cast<double>(static_cast<float>(value)) : value);
      }
    }
    forest.tree_begins.push_back(static_cast<std::uint32_t>(forest.feature.size()));
    forest.tree_outputs.push_back(
        made.value_width > 1 ? 0 : static_cast<std::int32_t>(draw(static_cast<std::size_t>(made.output_count))));
  }
  return forest;
}

// columns[feature][row]: thresholds and what lies between and beyond them, categories within and beyond the sets, and
// the numbers that comparisons trip over.
inline std::vector<std::vector<double>> make_rows(const MadeForest& made, std::size_t row_count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double odd[] = {std::nan(""), infinity, -infinity, -0.0, 0.0, 1e-35, -1e-36, 5e-324, -5e-324, -1, -2, 1e300};
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(made.feature_count),
                                           std::vector<double>(row_count));
  for (auto& column : columns) {
    for (double& value : column) {
      const auto spread = static_cast<double>(made.distinct_thresholds) * 1.2;
      const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
      value = std::floor((unit - 0.5) * 2 * spread) / 2;
      if (random() % 4 == 0) value = static_cast<double>(random() % static_cast<std::size_t>(made.category_count + 40));
      if (random() % 8 == 0) value = odd[random() % std::size(odd)];
    }
  }
  return columns;
}

}  // namespace millrace::trees
