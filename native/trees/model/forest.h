// Trained trees as a model: what training makes, files hold, other libraries' models are read into, and predictions,
// SHAP values and dumps are made from. Real units: thresholds and category codes, no bins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace::trees {

// Of a split, as bits.
enum SplitFlag : std::uint8_t {
  kCategorical = 1,    // left when the category's code is in the node's set
  kMissingLeft = 2,    // where NaN (and codes below 0) go
  kZeroIsMissing = 4,  // |x| ≤ 1e-35 counts as missing (LightGBM's zero_as_missing)
  kNanIsZero = 8,      // NaN counts as 0 (LightGBM's models trained without missing values)
};

// What turns raw scores into predictions.
enum class Link : std::uint8_t { identity, sigmoid, softmax, exp };

// Nodes of all trees one after the other; the nodes of tree t are tree_begins[t] up to tree_begins[t + 1]. Children
// are counted from their tree's first node and come after their parent. The first node of a tree is its root.
//
// The score of output k is base_scores[k] plus scale times the sum of the values of the leaves that a row reaches, in
// the order of the trees: of the trees whose tree_outputs is k when value_width is 1, else of every tree's value k.
// With float32_sums, where values and base scores are float32 and the scale is 1, it is what XGBoost says: the sum
// begins with the base score, and is rounded to float32 after each tree.
struct Forest {
  std::int32_t feature_count = 0;
  std::int32_t output_count = 1;
  std::int32_t value_width = 1;  // 1, or output_count
  double scale = 1;              // 1, or 1 / trees where they are averaged
  bool float32_sums = false;
  Link link = Link::identity;
  std::vector<double> base_scores;         // [output_count]
  std::vector<std::uint32_t> tree_begins;  // [trees + 1]
  std::vector<std::int32_t> tree_outputs;  // [trees]

  // One entry a node:
  std::vector<std::int32_t> feature;  // -1 for leaves
  std::vector<std::uint8_t> flags;
  std::vector<double> threshold;  // left when x ≤ threshold
  std::vector<std::int32_t> left;
  std::vector<std::int32_t> right;
  std::vector<std::uint32_t> category_begins;  // [nodes + 1]: words of the node's category set in category_words
  std::vector<double> cover;                   // training rows that reached it
  std::vector<double> weight;                  // their hessians' sum (their weights' in forests that average)
  std::vector<double> gain;                    // of the split; 0 for leaves
  std::vector<double> values;                  // [nodes][value_width]; of inner nodes what they would say as leaves
  std::vector<std::uint32_t> category_words;   // bitsets of category codes, 32 codes a word, least significant first

  std::size_t tree_count() const { return tree_begins.empty() ? 0 : tree_begins.size() - 1; }
  std::size_t node_count() const { return feature.size(); }
};

// Throws Error(MODEL_CORRUPT) unless every index and size holds: children after parents and within their tree, each
// node one parent, features within feature_count. All that walks a forest trusts it after this.
void check_forest(const Forest& forest);

}  // namespace millrace::trees
