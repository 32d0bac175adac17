// What averaged trees (random forests, extra trees, single trees) are told. Names and meanings as in scikit-learn.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace::trees {

enum class Criterion : std::uint8_t { gini, entropy, squared_error, poisson };

enum class ClassWeights : std::uint8_t {
  none,
  balanced,            // rows / (classes · rows of the class), of all rows
  balanced_subsample,  // the same, of each tree's sample
  given,
};

struct ForestOptions {
  std::int32_t tree_count = 100;
  std::int32_t class_count = 0;  // 0: regression
  Criterion criterion = Criterion::gini;
  std::int32_t max_depth = 0;           // 0: no bound
  std::int32_t max_leaf_nodes = 0;      // 0: no bound, and depth first; otherwise best first
  double min_samples_split = 2;         // below 1: a share of the sampled rows
  double min_samples_leaf = 1;          // below 1: a share of the sampled rows
  double min_weight_fraction_leaf = 0;  // of the sample's weight
  double max_features = 1;              // up to 1: a share of the features; above: how many
  double min_impurity_decrease = 0;     // per unit of the sample's weight
  bool random_thresholds = false;       // extra trees: one threshold a drawn feature
  bool bootstrap = true;
  double max_samples = 1;  // of a bootstrap; up to 1: a share of the rows; above: how many
  ClassWeights class_weights = ClassWeights::none;
  std::vector<double> class_weight;  // given: one a class
  double ccp_alpha = 0;              // minimal cost-complexity pruning
  bool oob_score = false;
  std::uint64_t seed = 0;
};

}  // namespace millrace::trees
