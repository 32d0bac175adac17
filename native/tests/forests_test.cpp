// Averaged trees: each split against every possible one, samples, threads, and inputs that leave nothing to split.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "binned.h"
#include "core/error.h"
#include "core/random.h"
#include "trees/forests/sample.h"
#include "trees/forests/train_forest.h"
#include "trees/model/walk.h"

namespace millrace::trees {
namespace {

constexpr double kNan = __builtin_nan("");

struct Problem {
  std::vector<std::vector<double>> columns;
  std::vector<double> target;
  std::vector<double> weight;
};

// Targets that depend on the first columns; `distinct` values a column, a share of them missing.
Problem make_problem(std::size_t rows, std::size_t columns, int classes, std::uint32_t distinct, double missing,
                     std::uint64_t seed) {
  const RandomStream random(seed, "forest test");
  std::uint64_t at = 0;
  const auto unit = [&] { return random.uint32(at++) * 0x1p-32; };
  Problem problem;
  problem.columns.assign(columns, std::vector<double>(rows));
  for (auto& column : problem.columns) {
    for (double& value : column) value = unit() < missing ? kNan : std::floor(unit() * distinct);
  }
  for (std::size_t r = 0; r < rows; ++r) {
    const double first = std::isnan(problem.columns[0][r]) ? 0 : problem.columns[0][r];
    const double noise = unit();
    const double score = first / distinct + noise;
    problem.target.push_back(classes == 0 ? std::round(score * 1024) / 1024 : std::floor(score / 2 * classes));
    problem.weight.push_back(std::floor(unit() * 4));
  }
  return problem;
}

TrainedForest train(const BinnedMatrix& matrix, const Problem& problem, const ForestOptions& options, bool weighted,
                    int threads = 1) {
  RunContext context;
  context.threads = threads;
  return train_forest(matrix, {matrix.row_count, problem.target.data(), weighted ? problem.weight.data() : nullptr},
                      options, context, [](std::int32_t) {});
}

ForestOptions one_tree(int classes) {
  ForestOptions options;
  options.tree_count = 1;
  options.class_count = classes;
  options.bootstrap = false;
  if (classes == 0) options.criterion = Criterion::squared_error;
  return options;
}

// Impurity times weight of rows, in doubles and from its definition.
double loss_of(const Problem& problem, const std::vector<std::size_t>& rows, int classes, bool weighted) {
  std::vector<double> sums(static_cast<std::size_t>(std::max(classes, 1)));
  double weight = 0;
  double squares = 0;
  for (const std::size_t r : rows) {
    const double w = weighted ? problem.weight[r] : 1;
    weight += w;
    if (classes > 0) {
      sums[static_cast<std::size_t>(problem.target[r])] += w;
    } else {
      sums[0] += w * problem.target[r];
      squares += w * problem.target[r] * problem.target[r];
    }
  }
  if (weight == 0) return 0;
  if (classes == 0) return squares - sums[0] * sums[0] / weight;
  double share = 0;
  for (const double sum : sums) share += sum / weight * (sum / weight);
  return weight * (1 - share);
}

bool same_bits(const Forest& a, const Forest& b) {
  return a.tree_begins == b.tree_begins && a.feature == b.feature && a.flags == b.flags && a.threshold == b.threshold &&
         a.left == b.left && a.right == b.right && a.values == b.values && a.weight == b.weight && a.cover == b.cover &&
         a.gain == b.gain && a.category_words == b.category_words;
}

// The rows that reach each node, by the model's own thresholds.
std::vector<std::vector<std::size_t>> rows_of_nodes(const Forest& forest, const Problem& problem, bool weighted) {
  std::vector<std::vector<std::size_t>> rows(forest.node_count());
  for (std::size_t r = 0; r < problem.target.size(); ++r) {
    if (weighted && problem.weight[r] == 0) continue;
    std::size_t at = 0;
    rows[0].push_back(r);
    while (forest.feature[at] >= 0) {
      const double value = problem.columns[static_cast<std::size_t>(forest.feature[at])][r];
      at = static_cast<std::size_t>(goes_left(forest, at, value) ? forest.left[at] : forest.right[at]);
      rows[at].push_back(r);
    }
  }
  return rows;
}

// No threshold of any feature, missing values on either side, lowers impurity more than the split that was made.
void expect_best_splits(const Forest& forest, const Problem& problem, int classes, bool weighted) {
  const auto rows = rows_of_nodes(forest, problem, weighted);
  for (std::size_t node = 0; node < forest.node_count(); ++node) {
    ASSERT_EQ(static_cast<double>(rows[node].size()), forest.cover[node]);
    if (forest.feature[node] < 0) continue;
    const double whole = loss_of(problem, rows[node], classes, weighted);
    double best = 0;
    for (const auto& column : problem.columns) {
      for (const std::size_t edge : rows[node]) {
        for (const bool missing_left : {false, true}) {
          std::vector<std::size_t> left;
          std::vector<std::size_t> right;
          for (const std::size_t r : rows[node]) {
            const bool goes = std::isnan(column[r])      ? missing_left
                              : std::isnan(column[edge]) ? !missing_left
                                                         : column[r] <= column[edge];
            (goes ? left : right).push_back(r);
          }
          if (left.empty() || right.empty()) continue;
          best = std::max(
              best, whole - loss_of(problem, left, classes, weighted) - loss_of(problem, right, classes, weighted));
        }
      }
    }
    const auto made = static_cast<std::size_t>(forest.left[node]);
    const auto other = static_cast<std::size_t>(forest.right[node]);
    const double gain =
        whole - loss_of(problem, rows[made], classes, weighted) - loss_of(problem, rows[other], classes, weighted);
    EXPECT_NEAR(gain, best, 1e-9 * (1 + whole)) << "node " << node;
    EXPECT_NEAR(forest.gain[node], gain, 1e-9 * (1 + whole)) << "node " << node;
  }
}

TEST(Forests, EverySplitIsTheBestOfAll) {
  std::uint64_t seed = 0;
  for (const int classes : {0, 2, 3}) {
    for (const double missing : {0.0, 0.2}) {
      for (const bool weighted : {false, true}) {
        for (const std::uint32_t distinct : {3u, 40u, 1000u}) {
          const Problem problem = make_problem(150, 3, classes, distinct, missing, ++seed);
          const BinnedMatrix matrix = bin_exactly(problem.columns);
          const TrainedForest trained = train(matrix, problem, one_tree(classes), weighted);
          expect_best_splits(trained.forest, problem, classes, weighted);
        }
      }
    }
  }
}

TEST(Forests, LeavesArePureWhereRowsDiffer) {
  const Problem problem = make_problem(700, 4, 2, 1000, 0.1, 5);
  const TrainedForest trained = train(bin_exactly(problem.columns), problem, one_tree(2), false);
  const auto rows = rows_of_nodes(trained.forest, problem, false);
  for (std::size_t node = 0; node < trained.forest.node_count(); ++node) {
    if (trained.forest.feature[node] >= 0) continue;
    for (const std::size_t r : rows[node]) EXPECT_EQ(problem.target[r], problem.target[rows[node][0]]);
  }
}

TEST(Forests, BoundsHold) {
  const Problem problem = make_problem(900, 4, 2, 100, 0.1, 6);
  const BinnedMatrix matrix = bin_exactly(problem.columns);
  for (const bool best_first : {false, true}) {
    ForestOptions options = one_tree(2);
    options.max_depth = 6;
    options.min_samples_leaf = 11;
    options.min_samples_split = 0.05;
    options.min_weight_fraction_leaf = 0.02;
    if (best_first) options.max_leaf_nodes = 9;
    const Forest forest = train(matrix, problem, options, true).forest;
    std::vector<int> depth(forest.node_count());
    std::size_t leaves = 0;
    for (std::size_t node = 0; node < forest.node_count(); ++node) {
      EXPECT_GE(forest.cover[node], 11);
      EXPECT_GE(forest.weight[node], 0.02 * forest.weight[0]);
      EXPECT_LE(depth[node], 6);
      if (forest.feature[node] < 0) {
        leaves += 1;
        continue;
      }
      EXPECT_GE(forest.cover[node], std::ceil(0.05 * forest.cover[0]));
      for (const std::int32_t child : {forest.left[node], forest.right[node]}) {
        depth[static_cast<std::size_t>(child)] = depth[node] + 1;
      }
    }
    if (best_first) {
      EXPECT_EQ(leaves, 9u);
    } else {
      EXPECT_GT(leaves, 9u);
    }
  }
}

TEST(Forests, ThreadsChangeNothing) {
  for (const int classes : {0, 2, 4}) {
    for (const bool weighted : {false, true}) {
      const Problem problem = make_problem(800, 5, classes, 300, 0.05, 7);
      const BinnedMatrix matrix = bin_exactly(problem.columns);
      ForestOptions options = one_tree(classes);
      options.tree_count = 13;
      options.bootstrap = options.oob_score = true;
      options.max_features = 2;
      const TrainedForest one = train(matrix, problem, options, weighted, 1);
      for (const int threads : {2, 4}) {
        const TrainedForest many = train(matrix, problem, options, weighted, threads);
        EXPECT_TRUE(same_bits(one.forest, many.forest));
        EXPECT_EQ(one.oob_score, many.oob_score);
      }
      options.seed = 1;
      EXPECT_FALSE(same_bits(one.forest, train(matrix, problem, options, weighted).forest));
    }
  }
}

TEST(Forests, DrawsAreABootstrap) {
  ForestOptions options;
  std::vector<std::uint32_t> draws;
  draw_rows(options, 10'000, 3, draws);
  EXPECT_EQ(std::accumulate(draws.begin(), draws.end(), 0u), 10'000u);
  const auto unseen = std::count(draws.begin(), draws.end(), 0u);
  EXPECT_NEAR(static_cast<double>(unseen), 10'000 * std::exp(-1.0), 200);
  options.max_samples = 0.25;
  draw_rows(options, 10'000, 3, draws);
  EXPECT_EQ(std::accumulate(draws.begin(), draws.end(), 0u), 2'500u);
  options.max_samples = 7;
  draw_rows(options, 10'000, 3, draws);
  EXPECT_EQ(std::accumulate(draws.begin(), draws.end(), 0u), 7u);
}

// Every subset of categories, missing among them, is worse or as bad.
TEST(Forests, CategoriesAreSplitAsBestTheyCan) {
  for (const int classes : {0, 2}) {
    Problem problem = make_problem(300, 1, classes, 9, 0.1, 8);
    std::vector<std::uint32_t> bins;
    for (const double value : problem.columns[0]) {
      // The order of the codes says nothing of the target.
      bins.push_back(std::isnan(value) ? 0 : 1 + static_cast<std::uint32_t>(value) * 4 % 9);
    }
    const BinnedMatrix matrix = bins_given({bins}, {FeatureBins::Kind::categorical});
    ForestOptions options = one_tree(classes);
    options.max_depth = 1;
    const Forest forest = train(matrix, problem, options, false).forest;
    ASSERT_EQ(forest.node_count(), 3u);
    std::vector<std::size_t> all(problem.target.size());
    std::iota(all.begin(), all.end(), 0u);
    const double whole = loss_of(problem, all, classes, false);
    double best = 0;
    for (std::uint32_t set = 1; set < 1023; ++set) {
      std::vector<std::size_t> left;
      std::vector<std::size_t> right;
      for (const std::size_t r : all) ((set >> bins[r] & 1) != 0 ? left : right).push_back(r);
      best = std::max(best, whole - loss_of(problem, left, classes, false) - loss_of(problem, right, classes, false));
    }
    EXPECT_NEAR(forest.gain[0], best, 1e-9);
  }
}

// The same rows in every store: narrow, wide and sparse columns, and bundles.
TEST(Forests, StoresAreReadAlike) {
  for (const bool extra : {false, true}) {
    const Problem problem = make_problem(500, 3, 2, 4, 0, 9);
    const BinnedMatrix narrow = bin_exactly(problem.columns);
    BinnedMatrix wide = narrow;
    BinnedMatrix sparse = narrow;
    const auto rows = static_cast<std::size_t>(narrow.row_count);
    wide.wide_count = 3;
    wide.wide_columns.assign(3 * rows, 0);
    sparse.sparse_count = 3;
    sparse.sparse_column_offsets = {0};
    for (std::size_t f = 0; f < 3; ++f) {
      wide.places[f].store = FeaturePlace::Store::wide;
      sparse.places[f] = {FeaturePlace::Store::sparse, static_cast<std::uint32_t>(f), 0, 2, 0};
      for (std::size_t r = 0; r < rows; ++r) {
        const std::uint32_t bin = narrow.bin_of(f, static_cast<std::int64_t>(r));
        wide.wide_columns[f * rows + r] = static_cast<std::uint16_t>(bin);
        if (bin == 2) continue;
        sparse.sparse_rows.push_back(static_cast<std::uint32_t>(r));
        sparse.sparse_bins.push_back(static_cast<std::uint16_t>(bin));
      }
      sparse.sparse_column_offsets.push_back(sparse.sparse_rows.size());
    }
    ForestOptions options;
    options.class_count = 2;
    options.tree_count = 5;
    options.max_features = 2;
    options.random_thresholds = extra;
    options.oob_score = true;
    const TrainedForest expected = train(narrow, problem, options, false);
    for (const BinnedMatrix& other : {wide, sparse}) {
      const TrainedForest found = train(other, problem, options, false);
      EXPECT_TRUE(same_bits(expected.forest, found.forest));
      EXPECT_EQ(expected.oob_score, found.oob_score);
    }
  }
}

TEST(Forests, BundlesAreReadAsTheirFeatures) {
  Problem problem = make_problem(400, 2, 2, 4, 0, 10);
  const auto rows = problem.target.size();
  // At most one of both is away from its most frequent value, 0.
  for (std::size_t r = 0; r < rows; ++r) problem.columns[r % 2][r] = 0;
  const BinnedMatrix apart = bin_exactly(problem.columns);
  BinnedMatrix bundle = apart;
  bundle.places[0] = {FeaturePlace::Store::narrow, 0, 1, 1, 0};
  bundle.places[1] = {FeaturePlace::Store::narrow, 0, 1 + apart.bins[0].bin_count, 1, 0};
  for (std::size_t r = 0; r < rows; ++r) {
    std::uint32_t stored = 0;
    for (std::size_t f = 0; f < 2; ++f) {
      const std::uint32_t bin = apart.bin_of(f, static_cast<std::int64_t>(r));
      if (bin != 1) stored = bundle.places[f].first + bin;
    }
    bundle.narrow_columns[r] = static_cast<std::uint8_t>(stored);
    bundle.narrow_rows[r * bundle.narrow_stride] = static_cast<std::uint8_t>(stored);
  }
  ForestOptions options;
  options.class_count = 2;
  options.tree_count = 5;
  EXPECT_TRUE(same_bits(train(apart, problem, options, false).forest, train(bundle, problem, options, false).forest));
}

TEST(Forests, NothingToSplitIsOneLeaf) {
  Problem problem = make_problem(60, 2, 2, 5, 0, 11);
  problem.columns[0].assign(60, kNan);
  problem.columns[1].assign(60, 3);
  for (const bool extra : {false, true}) {
    ForestOptions options;
    options.class_count = 2;
    options.tree_count = 3;
    options.random_thresholds = extra;
    const Forest forest = train(bin_exactly(problem.columns), problem, options, false).forest;
    EXPECT_EQ(forest.node_count(), 3u);
    for (std::size_t tree = 0; tree < 3; ++tree) {
      EXPECT_DOUBLE_EQ(forest.values[2 * tree] + forest.values[2 * tree + 1], 1);
    }
  }
}

TEST(Forests, OneRow) {
  for (const int classes : {0, 2, 3}) {
    Problem problem;
    problem.columns = {{1.5}, {kNan}};
    problem.target = {1};
    problem.weight = {0.25};
    ForestOptions options;
    options.class_count = classes;
    options.criterion = classes == 0 ? Criterion::squared_error : Criterion::gini;
    options.tree_count = 2;
    options.oob_score = true;
    for (const bool weighted : {false, true}) {
      const TrainedForest trained = train(bin_exactly(problem.columns), problem, options, weighted);
      EXPECT_EQ(trained.forest.node_count(), 2u);
      EXPECT_EQ(trained.forest.values[classes == 0 ? 0 : 1], 1);
      EXPECT_TRUE(std::isnan(trained.oob_score));
    }
  }
}

TEST(Forests, WeightsOfZeroAreRowsThatAreNotThere) {
  const Problem problem = make_problem(300, 3, 3, 50, 0.1, 12);
  Problem kept;
  kept.columns.resize(3);
  for (std::size_t r = 0; r < 300; ++r) {
    if (problem.weight[r] == 0) continue;
    for (std::size_t c = 0; c < 3; ++c) kept.columns[c].push_back(problem.columns[c][r]);
    kept.target.push_back(problem.target[r]);
    kept.weight.push_back(problem.weight[r]);
  }
  const Forest all = train(bin_exactly(problem.columns), problem, one_tree(3), true).forest;
  const Forest rest = train(bin_exactly(kept.columns), kept, one_tree(3), true).forest;
  EXPECT_EQ(all.feature, rest.feature);
  EXPECT_EQ(all.values, rest.values);
  EXPECT_EQ(all.cover, rest.cover);
}

TEST(Forests, PoissonRefusesTargetsBelowZero) {
  Problem problem = make_problem(50, 2, 0, 5, 0, 13);
  ForestOptions options = one_tree(0);
  options.criterion = Criterion::poisson;
  EXPECT_NO_THROW(train(bin_exactly(problem.columns), problem, options, false));
  problem.target[7] = -1;
  EXPECT_THROW(train(bin_exactly(problem.columns), problem, options, false), Error);
}

}  // namespace
}  // namespace millrace::trees
