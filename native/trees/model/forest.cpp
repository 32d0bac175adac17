#include "trees/model/forest.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace millrace::trees {

namespace {

void require(bool holds, const char* what) {
  if (!holds) throw Error("MODEL_CORRUPT", std::string("the model's trees are damaged: ") + what);
}

// Each node but the root has one parent that comes before it, so every walk ends.
void check_tree(const Forest& forest, std::size_t begin, std::size_t end) {
  const auto size = static_cast<std::int64_t>(end - begin);
  std::vector<std::uint8_t> has_parent(end - begin);
  for (std::size_t node = begin; node < end; ++node) {
    const std::int32_t feature = forest.feature[node];
    require(feature >= -1 && feature < forest.feature_count, "a feature is out of range");
    if (feature < 0) continue;
    require((forest.flags[node] & kCategorical) || !std::isnan(forest.threshold[node]), "a threshold is no number");
    const auto at = static_cast<std::int64_t>(node - begin);
    for (const std::int32_t child : {forest.left[node], forest.right[node]}) {
      require(child > at && child < size, "a child is out of range");
      require(!has_parent[static_cast<std::size_t>(child)], "a node has two parents");
      has_parent[static_cast<std::size_t>(child)] = 1;
    }
  }
  for (std::size_t i = 1; i < has_parent.size(); ++i) require(has_parent[i], "a node has no parent");
}

}  // namespace

void check_forest(const Forest& forest) {
  const std::size_t nodes = forest.node_count();
  const std::size_t trees = forest.tree_count();
  require(forest.feature_count >= 0 && forest.output_count >= 1, "no output");
  require(forest.value_width == 1 || forest.value_width == forest.output_count, "the width of its values");
  require(!forest.float32_sums || (forest.value_width == 1 && forest.scale == 1), "the width of its sums");
  require(forest.base_scores.size() == static_cast<std::size_t>(forest.output_count), "the number of base scores");
  require(!forest.tree_begins.empty() && forest.tree_begins.front() == 0 && forest.tree_begins.back() == nodes,
          "the bounds of the trees");
  require(forest.tree_outputs.size() == trees, "the number of tree outputs");
  require(forest.flags.size() == nodes && forest.threshold.size() == nodes && forest.left.size() == nodes &&
              forest.right.size() == nodes && forest.cover.size() == nodes && forest.weight.size() == nodes &&
              forest.gain.size() == nodes &&
              forest.values.size() == nodes * static_cast<std::size_t>(forest.value_width),
          "arrays of different lengths");
  require(forest.category_begins.size() == nodes + 1 && forest.category_begins.front() == 0 &&
              forest.category_begins.back() == forest.category_words.size(),
          "the bounds of the category sets");
  for (std::size_t node = 0; node < nodes; ++node) {
    require(forest.category_begins[node] <= forest.category_begins[node + 1], "the bounds of the category sets");
  }
  for (std::size_t tree = 0; tree < trees; ++tree) {
    require(forest.tree_outputs[tree] >= 0 && forest.tree_outputs[tree] < forest.output_count, "a tree's output");
    require(forest.tree_begins[tree] < forest.tree_begins[tree + 1] && forest.tree_begins[tree + 1] <= nodes,
            "the bounds of the trees");
    check_tree(forest, forest.tree_begins[tree], forest.tree_begins[tree + 1]);
  }
}

}  // namespace millrace::trees
