#include "trees/model/shap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "trees/model/gauss_legendre.h"
#include "trees/model/walk.h"

namespace millrace::trees {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A stream of numbers for tests.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  double uniform() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1.0p-53;
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(uniform() * static_cast<double>(count)); }

 private:
  std::uint64_t state_;
};

struct Shape {
  std::int32_t features = 5;
  std::int32_t outputs = 1;
  std::int32_t width = 1;
  std::size_t trees = 4;
  std::size_t leaves = 12;
  bool empty_nodes = false;  // covers of 0
};

// Trees of random splits of every kind; covers add up.
Forest random_forest(const Shape& shape, std::uint64_t seed) {
  Draws draws(seed);
  Forest forest;
  forest.feature_count = shape.features;
  forest.output_count = shape.outputs;
  forest.value_width = shape.width;
  forest.scale = 0.75;
  for (std::int32_t k = 0; k < shape.outputs; ++k) forest.base_scores.push_back(draws.uniform());
  forest.tree_begins.push_back(0);
  forest.category_begins.push_back(0);
  for (std::size_t t = 0; t < shape.trees; ++t) {
    const std::size_t begin = forest.node_count();
    std::vector<std::size_t> leaves;
    const auto add = [&](double cover) {
      leaves.push_back(forest.node_count());
      forest.feature.push_back(-1);
      forest.flags.push_back(0);
      forest.threshold.push_back(0);
      forest.left.push_back(-1);
      forest.right.push_back(-1);
      forest.cover.push_back(cover);
      forest.weight.push_back(cover);
      forest.gain.push_back(0);
      for (std::int32_t k = 0; k < shape.width; ++k) forest.values.push_back(draws.uniform() * 4 - 2);
    };
    add(1000);
    std::vector<std::vector<std::uint32_t>> sets(1);
    while (leaves.size() < shape.leaves) {
      const std::size_t pick = draws.below(leaves.size());
      const std::size_t node = leaves[pick];
      leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(pick));
      const std::size_t feature = draws.below(static_cast<std::size_t>(shape.features));
      forest.feature[node] = static_cast<std::int32_t>(feature);
      constexpr std::uint8_t kinds[] = {0, kMissingLeft, kZeroIsMissing, kZeroIsMissing | kMissingLeft, kNanIsZero};
      forest.flags[node] = kinds[draws.below(5)];
      forest.threshold[node] = std::floor(draws.uniform() * 4);
      sets.resize(forest.node_count() + 2);
      if (feature == 1) {
        forest.flags[node] = draws.below(2) ? kCategorical : kCategorical | kMissingLeft;
        sets[node] = {static_cast<std::uint32_t>(1 + draws.below(15))};
      }
      const double share = shape.empty_nodes && draws.below(3) == 0 ? 0 : draws.uniform();
      const double cover = forest.cover[node];
      forest.left[node] = static_cast<std::int32_t>(forest.node_count() - begin);
      add(std::round(cover * share));
      forest.right[node] = static_cast<std::int32_t>(forest.node_count() - begin);
      add(cover - std::round(cover * share));
    }
    sets.resize(forest.node_count());
    for (std::size_t node = begin; node < forest.node_count(); ++node) {
      forest.category_words.insert(forest.category_words.end(), sets[node].begin(), sets[node].end());
      forest.category_begins.push_back(static_cast<std::uint32_t>(forest.category_words.size()));
    }
    forest.tree_begins.push_back(static_cast<std::uint32_t>(forest.node_count()));
    forest.tree_outputs.push_back(static_cast<std::int32_t>(t) % shape.outputs);
  }
  check_forest(forest);
  return forest;
}

std::vector<double> random_rows(std::size_t rows, std::size_t features, std::uint64_t seed) {
  Draws draws(seed);
  std::vector<double> out(rows * features);
  for (double& value : out) value = draws.below(5) == 0 ? kNaN : std::floor(draws.uniform() * 5);
  return out;
}

// What a tree says of a row of which only some features are known: the others go both ways, by the covers.
double expected_value(const Forest& forest, std::size_t root, std::size_t node, const double* row, std::uint32_t known,
                      std::size_t output) {
  const std::int32_t feature = forest.feature[node];
  if (feature < 0) return forest.values[node * static_cast<std::size_t>(forest.value_width) + output];
  const std::size_t left = root + static_cast<std::size_t>(forest.left[node]);
  const std::size_t right = root + static_cast<std::size_t>(forest.right[node]);
  if (known >> feature & 1) {
    return expected_value(forest, root, goes_left(forest, node, row[feature]) ? left : right, row, known, output);
  }
  const double share = forest.cover[node] > 0 ? forest.cover[left] / forest.cover[node] : 0.5;
  return share * expected_value(forest, root, left, row, known, output) +
         (1 - share) * expected_value(forest, root, right, row, known, output);
}

// The scores of a row for every set of known features.
std::vector<double> game(const Forest& forest, const double* row, std::size_t output) {
  std::vector<double> out(std::size_t{1} << forest.feature_count);
  for (std::uint32_t known = 0; known < out.size(); ++known) {
    double sum = 0;
    for (std::size_t tree = 0; tree < forest.tree_count(); ++tree) {
      if (forest.value_width == 1 && forest.tree_outputs[tree] != static_cast<std::int32_t>(output)) continue;
      const std::size_t root = forest.tree_begins[tree];
      sum += expected_value(forest, root, root, row, known, forest.value_width == 1 ? 0 : output);
    }
    out[known] = forest.base_scores[output] + forest.scale * sum;
  }
  return out;
}

double factorial(std::size_t n) {
  double out = 1;
  for (std::size_t i = 2; i <= n; ++i) out *= static_cast<double>(i);
  return out;
}

// By the definition: the mean gain of a feature over all orders.
double shapley(const std::vector<double>& game, std::size_t features, std::size_t i) {
  double sum = 0;
  for (std::uint32_t set = 0; set < game.size(); ++set) {
    if (set >> i & 1) continue;
    const auto size = static_cast<std::size_t>(__builtin_popcount(set));
    sum += factorial(size) * factorial(features - size - 1) / factorial(features) * (game[set | 1U << i] - game[set]);
  }
  return sum;
}

// Half the Shapley interaction index.
double interaction(const std::vector<double>& game, std::size_t features, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::uint32_t set = 0; set < game.size(); ++set) {
    if ((set >> i & 1) || (set >> j & 1)) continue;
    const auto size = static_cast<std::size_t>(__builtin_popcount(set));
    const double weight = factorial(size) * factorial(features - size - 2) / (2 * factorial(features - 1));
    sum += weight * (game[set | 1U << i | 1U << j] - game[set | 1U << i] - game[set | 1U << j] + game[set]);
  }
  return sum;
}

struct Explained {
  explicit Explained(const Forest& forest)
      : compiled(std::make_shared<CompiledForest>(std::make_shared<const Forest>(forest))), shap(compiled) {}
  std::shared_ptr<const CompiledForest> compiled;
  ShapForest shap;
};

// rows[count][all features] as rows of those that splits read.
std::vector<double> used_rows(const Explained& explained, const std::vector<double>& rows, std::size_t features) {
  std::vector<double> out;
  for (std::size_t r = 0; r < rows.size() / features; ++r) {
    for (const std::uint32_t f : explained.compiled->features()) out.push_back(rows[r * features + f]);
  }
  return out;
}

void expect_shapley(const Shape& shape, std::uint64_t seed) {
  const Forest forest = random_forest(shape, seed);
  const Explained explained(forest);
  const auto features = static_cast<std::size_t>(shape.features);
  const auto outputs = static_cast<std::size_t>(shape.outputs);
  const std::size_t rows = 35;  // more than the lanes of one walk
  const std::vector<double> all = random_rows(rows, features, seed + 1);
  const std::vector<double> used = used_rows(explained, all, features);
  const auto& index = explained.compiled->features();
  std::vector<double> values(rows * outputs * index.size());
  std::vector<double> pairs(values.size() * index.size());
  const RunContext context{2, nullptr};
  explained.shap.values(context, used.data(), rows, values.data());
  explained.shap.interactions(context, used.data(), rows, pairs.data());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < outputs; ++k) {
      const std::vector<double> of_sets = game(forest, &all[r * features], k);
      EXPECT_NEAR(explained.shap.base()[k], of_sets.front(), 1e-12);
      double sum = explained.shap.base()[k];
      for (std::size_t i = 0; i < index.size(); ++i) {
        const std::size_t at = (r * outputs + k) * index.size() + i;
        sum += values[at];
        ASSERT_NEAR(values[at], shapley(of_sets, features, index[i]), 1e-12) << "row " << r << ", feature " << i;
        double line = 0;
        for (std::size_t j = 0; j < index.size(); ++j) {
          line += pairs[at * index.size() + j];
          if (i == j) continue;
          ASSERT_NEAR(pairs[at * index.size() + j], interaction(of_sets, features, index[i], index[j]), 1e-12);
        }
        ASSERT_NEAR(line, values[at], 1e-12);
      }
      EXPECT_NEAR(sum, of_sets.back(), 1e-12);
    }
  }
}

TEST(Shap, IsTheShapleyValueByItsDefinition) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) expect_shapley({}, seed);
}

TEST(Shap, ManyLeavesOfFewFeatures) { expect_shapley({.features = 3, .trees = 3, .leaves = 60}, 11); }

TEST(Shap, EightFeatures) { expect_shapley({.features = 8, .trees = 2, .leaves = 40}, 12); }

TEST(Shap, OneFeature) { expect_shapley({.features = 1, .leaves = 9}, 13); }

TEST(Shap, SeveralOutputs) {
  expect_shapley({.outputs = 3, .trees = 7}, 14);
  expect_shapley({.outputs = 3, .width = 3}, 15);
}

TEST(Shap, NodesThatNoRowTrained) {
  for (std::uint64_t seed = 21; seed <= 26; ++seed) expect_shapley({.leaves = 20, .empty_nodes = true}, seed);
}

TEST(Shap, TreesOfOneLeafAreTheBase) {
  const Explained explained(random_forest({.trees = 2, .leaves = 1}, 31));
  EXPECT_EQ(explained.shap.feature_count(), 0U);
  explained.shap.values({}, nullptr, 0, nullptr);
  const Forest& forest = explained.compiled->forest();
  EXPECT_DOUBLE_EQ(explained.shap.base()[0],
                   forest.base_scores[0] + forest.scale * (forest.values[0] + forest.values[1]));
}

// A path of 60 features needs 30 points; sums still hold.
TEST(Shap, DeepPathsOfManyFeatures) {
  const std::size_t features = 60;
  Forest forest;
  forest.feature_count = 60;
  forest.base_scores = {0.5};
  forest.category_begins = {0};
  for (std::size_t d = 0; d <= features; ++d) {
    const bool is_last = d == features;
    const auto node = static_cast<std::int32_t>(forest.node_count());
    const auto push = [&](std::int32_t feature, double cover) {
      forest.feature.push_back(feature);
      forest.flags.push_back(0);
      forest.threshold.push_back(2);
      forest.left.push_back(feature < 0 ? -1 : node + 1);
      forest.right.push_back(feature < 0 ? -1 : node + 2);
      forest.cover.push_back(cover);
      forest.weight.push_back(cover);
      forest.gain.push_back(0);
      forest.values.push_back(std::sin(static_cast<double>(node)) * 3);
      forest.category_begins.push_back(0);
    };
    // A leaf to the left, the rest of the chain to the right.
    push(is_last ? -1 : static_cast<std::int32_t>(d), static_cast<double>(1 + features - d));
    if (!is_last) push(-1, 1);
  }
  forest.tree_begins = {0, static_cast<std::uint32_t>(forest.node_count())};
  forest.tree_outputs = {0};
  check_forest(forest);
  const Explained explained(forest);
  const std::vector<double> rows = random_rows(40, features, 42);
  std::vector<double> values(40 * features);
  explained.shap.values({}, rows.data(), 40, values.data());
  for (std::size_t r = 0; r < 40; ++r) {
    double sums = 0;
    add_leaves(forest, 0, 1, &rows[r * features], &sums);
    const double total = std::accumulate(&values[r * features], &values[(r + 1) * features], explained.shap.base()[0]);
    EXPECT_NEAR(total, forest.base_scores[0] + sums, 1e-12);
  }
}

TEST(Shap, RefusesTreesWithoutCovers) {
  Forest forest = random_forest({}, 51);
  std::fill(forest.cover.begin(), forest.cover.end(), 0.0);
  try {
    const Explained explained(forest);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "MODEL_UNSUPPORTED");
  }
}

TEST(Shap, ThreadsChangeNoBit) {
  const Explained explained(random_forest({.trees = 20, .leaves = 30}, 61));
  const std::vector<double> rows = random_rows(333, explained.shap.feature_count(), 62);
  std::vector<double> one(rows.size());
  std::vector<double> four(rows.size());
  std::vector<double> alone(rows.size());
  explained.shap.values({1, nullptr}, rows.data(), 333, one.data());
  explained.shap.values({4, nullptr}, rows.data(), 333, four.data());
  const std::size_t features = explained.shap.feature_count();
  for (std::size_t r = 0; r < 333; ++r) {
    explained.shap.values({1, nullptr}, &rows[r * features], 1, &alone[r * features]);
  }
  EXPECT_EQ(one, four);
  EXPECT_EQ(one, alone);
}

TEST(GaussLegendre, IntegratesPolynomialsExactly) {
  for (std::size_t count = 1; count <= 40; ++count) {
    const Quadrature quadrature = gauss_legendre(count);
    for (std::size_t degree = 0; degree < 2 * count; ++degree) {
      double sum = 0;
      for (std::size_t q = 0; q < count; ++q) {
        ASSERT_GT(quadrature.points[q], 0);
        ASSERT_LT(quadrature.points[q], 1);
        sum += quadrature.weights[q] * std::pow(quadrature.points[q], static_cast<double>(degree));
      }
      ASSERT_NEAR(sum, 1 / static_cast<double>(degree + 1), 1e-14) << count << " points, degree " << degree;
    }
  }
}

}  // namespace
}  // namespace millrace::trees
