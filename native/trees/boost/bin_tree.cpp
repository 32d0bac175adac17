#include "trees/boost/bin_tree.h"

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace millrace::trees {

BinTree::BinTree(const GrownTree& tree, const BinnedMatrix& matrix) : matrix_(matrix) {
  nodes_.reserve(tree.nodes.size());
  std::int32_t leaves = 0;
  for (const GrownNode& grown : tree.nodes) {
    Node node{};
    node.children[0] = grown.left;
    node.children[1] = grown.left < 0 ? leaves++ : grown.right;
    node.narrow_column = -1;
    if (grown.left >= 0) {
      const FeaturePlace& place = matrix.places[grown.feature];
      const bool is_own = place.store == FeaturePlace::Store::narrow && place.implicit_bin < 0 && place.first == 0;
      node.feature = grown.feature;
      node.narrow_column = is_own ? static_cast<std::int32_t>(place.column) : -1;
      node.threshold_bin = grown.threshold_bin;
      node.is_categorical = grown.is_categorical;
      node.missing_left = grown.missing_left;
      if (grown.is_categorical) {
        node.set_begin = static_cast<std::uint32_t>(sets_.size());
        sets_.resize(sets_.size() + matrix.bins[grown.feature].bin_count / 64 + 1);
        for (const std::uint32_t bin : grown.left_bins) {
          sets_[node.set_begin + bin / 64] |= std::uint64_t{1} << (bin % 64);
        }
      }
    }
    nodes_.push_back(node);
  }
}

const BinTree::Node* BinTree::next(const Node& node, std::uint32_t row) const {
  const std::uint32_t bin =
      node.narrow_column >= 0
          ? matrix_
                .narrow_rows[std::size_t{row} * matrix_.narrow_stride + static_cast<std::uint32_t>(node.narrow_column)]
          : matrix_.bin_of(node.feature, row);
  bool is_left = (bin == kMissingBin) & node.missing_left;
  if (node.is_categorical) {
    is_left |= (sets_[node.set_begin + bin / 64] >> (bin % 64) & 1) != 0;  // bin 0 is in no set
  } else {
    is_left |= bin - 1 < node.threshold_bin;  // of bin 0 the difference wraps
  }
  return nodes_.data() + node.children[is_left ? 0 : 1];
}

void BinTree::leaves_of(std::span<const std::uint32_t> rows, std::uint32_t* leaves) const {
  constexpr std::size_t kSide = 8;
  for (std::size_t begin = 0; begin < rows.size(); begin += kSide) {
    const std::size_t count = std::min(kSide, rows.size() - begin);
    const Node* at[kSide];
    std::fill_n(at, count, nodes_.data());
    for (bool is_walking = true; is_walking;) {
      is_walking = false;
      for (std::size_t i = 0; i < count; ++i) {
        if (at[i]->children[0] < 0) continue;
        at[i] = next(*at[i], rows[begin + i]);
        is_walking = true;
      }
    }
    for (std::size_t i = 0; i < count; ++i) leaves[begin + i] = static_cast<std::uint32_t>(at[i]->children[1]);
  }
}

namespace {

[[noreturn]] void other_bins() {
  throw Error("MODEL_CORRUPT", "the trees to go on from were trained on other bins than this data has",
              "resume with the data and options that the checkpoint was made with");
}

std::uint32_t bin_below(const FeatureBins& bins, double threshold) {
  if (threshold == std::numeric_limits<double>::infinity()) return bins.bin_count - 1;
  if (threshold == -std::numeric_limits<double>::infinity()) return 0;
  const auto at = std::lower_bound(bins.upper_bounds.begin(), bins.upper_bounds.end(), threshold);
  if (at == bins.upper_bounds.end() || *at != threshold) other_bins();
  return static_cast<std::uint32_t>(at - bins.upper_bounds.begin()) + 1;
}

}  // namespace

GrownTree grown_tree_of(const Forest& forest, std::size_t t, const BinnedMatrix& matrix) {
  if (static_cast<std::size_t>(forest.feature_count) != matrix.feature_count()) other_bins();
  GrownTree tree;
  for (std::size_t n = forest.tree_begins[t]; n < forest.tree_begins[t + 1]; ++n) {
    GrownNode node;
    if (forest.feature[n] >= 0) {
      node.left = forest.left[n];
      node.right = forest.right[n];
      node.feature = static_cast<std::uint32_t>(forest.feature[n]);
      node.is_categorical = (forest.flags[n] & kCategorical) != 0;
      node.missing_left = (forest.flags[n] & kMissingLeft) != 0;
      const FeatureBins& bins = matrix.bins[node.feature];
      if (node.is_categorical != (bins.kind == FeatureBins::Kind::categorical)) other_bins();
      if (node.is_categorical) {
        const std::uint32_t begin = forest.category_begins[n];
        const std::size_t codes = (forest.category_begins[n + 1] - begin) * std::size_t{32};
        for (std::size_t code = 0; code < std::min(codes, bins.bin_of_category.size()); ++code) {
          const std::uint32_t bin = bins.bin_of_category[code];
          if (bin != kMissingBin && (forest.category_words[begin + code / 32] >> (code % 32) & 1)) {
            node.left_bins.push_back(bin);
          }
        }
        std::sort(node.left_bins.begin(), node.left_bins.end());
        node.left_bins.erase(std::unique(node.left_bins.begin(), node.left_bins.end()), node.left_bins.end());
      } else {
        node.threshold_bin = bin_below(bins, forest.threshold[n]);
      }
    }
    tree.nodes.push_back(std::move(node));
  }
  return tree;
}

}  // namespace millrace::trees
