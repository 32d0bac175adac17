#include "trees/forests/assemble_forest.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace millrace::trees {

namespace {

// Most words of category sets: 512 MiB. Deep trees on a column of very many categories have a long set a node.
constexpr std::size_t kMostWords = std::size_t{1} << 27;

// The codes whose bin is among the left ones, as a bitset that ends with its last set bit.
void add_categories(const FeatureBins& bins, const std::uint32_t* begin, const std::uint32_t* end, Forest& forest) {
  std::vector<std::uint8_t> is_left(bins.bin_count);
  for (const std::uint32_t* bin = begin; bin != end; ++bin) is_left[*bin] = 1;
  const std::size_t first = forest.category_words.size();
  if (first > kMostWords) {
    throw Error("MEMORY_EXHAUSTED", "the forest's category sets take more than 512 MiB",
                "bound the trees by maxDepth, maxLeafNodes or minSamplesLeaf, grow fewer, or leave out the column of "
                "most categories");
  }
  for (std::size_t code = 0; code < bins.bin_of_category.size(); ++code) {
    if (!is_left[bins.bin_of_category[code]]) continue;
    const std::size_t word = first + code / 32;
    if (word >= forest.category_words.size()) forest.category_words.resize(word + 1);
    forest.category_words[word] |= std::uint32_t{1} << (code % 32);
  }
}

}  // namespace

Forest assemble_forest(const BinnedMatrix& matrix, std::vector<AveragedTree>& trees, std::int32_t outputs) {
  Forest forest;
  forest.feature_count = static_cast<std::int32_t>(matrix.feature_count());
  forest.output_count = outputs;
  forest.value_width = outputs;
  forest.scale = 1.0 / static_cast<double>(trees.size());
  forest.base_scores.assign(static_cast<std::size_t>(outputs), 0);
  std::size_t nodes = 0;
  for (const AveragedTree& tree : trees) nodes += tree.nodes.size();
  // Nodes are counted in 32 bits.
  if (nodes > 0x7fffffff) {
    throw Error("MEMORY_EXHAUSTED", "the forest has " + std::to_string(nodes) + " nodes, more than a model holds",
                "bound the trees by maxDepth, maxLeafNodes or minSamplesLeaf, or grow fewer");
  }
  forest.feature.reserve(nodes);
  forest.flags.reserve(nodes);
  forest.threshold.reserve(nodes);
  forest.left.reserve(nodes);
  forest.right.reserve(nodes);
  forest.category_begins.reserve(nodes + 1);
  forest.cover.reserve(nodes);
  forest.weight.reserve(nodes);
  forest.gain.reserve(nodes);
  forest.values.reserve(nodes * static_cast<std::size_t>(outputs));
  forest.tree_begins.push_back(0);
  for (AveragedTree& tree : trees) {
    for (const AveragedNode& node : tree.nodes) {
      const bool is_leaf = node.left < 0;
      std::uint8_t flags = 0;
      double threshold = 0;
      forest.category_begins.push_back(static_cast<std::uint32_t>(forest.category_words.size()));
      if (!is_leaf) {
        const FeatureBins& bins = matrix.bins[node.feature];
        if (node.missing_left) flags |= kMissingLeft;
        if (node.is_categorical) {
          flags |= kCategorical;
          add_categories(bins, tree.left_bins.data() + node.left_bins_begin, tree.left_bins.data() + node.threshold_bin,
                         forest);
        } else {
          const std::size_t bound = node.threshold_bin - 1;
          threshold = bound < bins.upper_bounds.size() ? bins.upper_bounds[bound] : __builtin_huge_val();
        }
      }
      forest.feature.push_back(is_leaf ? -1 : static_cast<std::int32_t>(node.feature));
      forest.flags.push_back(flags);
      forest.threshold.push_back(threshold);
      forest.left.push_back(node.left);
      forest.right.push_back(node.right);
      forest.cover.push_back(node.row_count);
      forest.weight.push_back(node.weight);
      forest.gain.push_back(node.gain);
    }
    forest.values.insert(forest.values.end(), tree.values.begin(), tree.values.end());
    forest.tree_begins.push_back(static_cast<std::uint32_t>(forest.feature.size()));
    forest.tree_outputs.push_back(0);
    tree = {};
  }
  forest.category_begins.push_back(static_cast<std::uint32_t>(forest.category_words.size()));
  return forest;
}

}  // namespace millrace::trees
