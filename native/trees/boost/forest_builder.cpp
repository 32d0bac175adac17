#include "trees/boost/forest_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace millrace::trees {

namespace {

// Left when x ≤ threshold, as left when bin ≤ threshold_bin.
double threshold_of(const FeatureBins& bins, std::uint32_t threshold_bin) {
  if (threshold_bin == 0) return -std::numeric_limits<double>::infinity();
  if (threshold_bin - 1 < bins.upper_bounds.size()) return bins.upper_bounds[threshold_bin - 1];
  return std::numeric_limits<double>::infinity();
}

void append_category_set(std::vector<std::uint32_t>& words, const FeatureBins& bins,
                         const std::vector<std::uint32_t>& left_bins) {
  std::vector<bool> is_left(bins.bin_count);
  for (const std::uint32_t bin : left_bins) is_left[bin] = true;
  const std::size_t begin = words.size();
  for (std::size_t code = 0; code < bins.bin_of_category.size(); ++code) {
    const std::uint32_t bin = bins.bin_of_category[code];
    if (bin == kMissingBin || !is_left[bin]) continue;
    words.resize(std::max(words.size(), begin + code / 32 + 1));
    words[begin + code / 32] |= 1u << (code % 32);
  }
}

}  // namespace

Forest empty_forest(std::int32_t feature_count, std::int32_t output_count, Link link, std::vector<double> base_scores) {
  Forest forest;
  forest.feature_count = feature_count;
  forest.output_count = output_count;
  forest.link = link;
  forest.base_scores = std::move(base_scores);
  forest.tree_begins = {0};
  forest.category_begins = {0};
  return forest;
}

void append_tree(Forest& forest, const GrownTree& tree, std::int32_t output, const std::vector<double>& values,
                 const std::vector<double>& weights, const BinnedMatrix& matrix) {
  for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
    const GrownNode& node = tree.nodes[n];
    const bool is_leaf = node.left < 0;
    const bool is_categorical = !is_leaf && node.is_categorical;
    forest.feature.push_back(is_leaf ? -1 : static_cast<std::int32_t>(node.feature));
    forest.flags.push_back(static_cast<std::uint8_t>((is_categorical ? kCategorical : 0) |
                                                     (!is_leaf && node.missing_left ? kMissingLeft : 0)));
    forest.threshold.push_back(is_leaf || is_categorical ? 0
                                                         : threshold_of(matrix.bins[node.feature], node.threshold_bin));
    forest.left.push_back(is_leaf ? -1 : node.left);
    forest.right.push_back(is_leaf ? -1 : node.right);
    if (is_categorical) append_category_set(forest.category_words, matrix.bins[node.feature], node.left_bins);
    forest.category_begins.push_back(static_cast<std::uint32_t>(forest.category_words.size()));
    forest.cover.push_back(static_cast<double>(node.row_count));
    forest.weight.push_back(weights[n]);
    forest.gain.push_back(is_leaf ? 0 : node.gain);
    forest.values.push_back(values[n]);
  }
  forest.tree_begins.push_back(static_cast<std::uint32_t>(forest.node_count()));
  forest.tree_outputs.push_back(output);
}

void truncate_forest(Forest& forest, std::size_t tree_count) {
  const std::size_t nodes = forest.tree_begins[tree_count];
  forest.tree_begins.resize(tree_count + 1);
  forest.tree_outputs.resize(tree_count);
  forest.feature.resize(nodes);
  forest.flags.resize(nodes);
  forest.threshold.resize(nodes);
  forest.left.resize(nodes);
  forest.right.resize(nodes);
  forest.category_begins.resize(nodes + 1);
  forest.category_words.resize(forest.category_begins.back());
  forest.cover.resize(nodes);
  forest.weight.resize(nodes);
  forest.gain.resize(nodes);
  forest.values.resize(nodes);
}

}  // namespace millrace::trees
