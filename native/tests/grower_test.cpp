#include "trees/grow/grower.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>
#include <string>

#include "tests/binned.h"
#include "tests/tree_oracle.h"

namespace millrace::trees {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Shape {
  std::int64_t rows = 300;
  int numeric = 3;
  int categorical = 0;
  std::uint32_t bins = 12;  // of each feature, missing apart
  double missing = 0;       // share
  int outliers = 0;
  bool constant_hessian = false;
  double sample = 1;  // share
  int gradient_bits = 12;
};

struct Problem {
  BinnedMatrix matrix;
  QuantisedGradients gradients;
  std::vector<std::uint32_t> features;
};

Problem draw(const Shape& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  std::vector<std::vector<std::uint32_t>> columns;
  std::vector<FeatureBins::Kind> kinds;
  for (int c = 0; c < shape.numeric + shape.categorical; ++c) {
    std::vector<std::uint32_t> column;
    for (std::int64_t r = 0; r < shape.rows; ++r) {
      const double skewed = uniform() * uniform();
      column.push_back(uniform() < shape.missing ? 0 : 1 + static_cast<std::uint32_t>(skewed * shape.bins));
    }
    columns.push_back(std::move(column));
    kinds.push_back(c < shape.numeric ? FeatureBins::Kind::numeric : FeatureBins::Kind::categorical);
  }
  Problem problem;
  problem.matrix = bins_given(columns, kinds);
  problem.features.resize(columns.size());
  std::iota(problem.features.begin(), problem.features.end(), 0u);
  QuantisedGradients& gradients = problem.gradients;
  gradients.gradient_bits = shape.gradient_bits;
  gradients.hessian_bits = shape.gradient_bits;
  gradients.constant_hessian = shape.constant_hessian;
  gradients.gradient_step = 0.001;
  gradients.hessian_step = shape.constant_hessian ? 1.0 : 0.0005;
  const int most = (1 << (shape.gradient_bits - 1)) - 1;
  for (std::int64_t r = 0; r < shape.rows; ++r) {
    if (uniform() >= shape.sample) continue;
    double signal = uniform() - 0.5;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto bin = columns[c][static_cast<std::size_t>(r)];
      signal += 0.3 * (static_cast<double>(bin * (7 + c) % 11) / 5 - 1);
    }
    RowEntry entry;
    entry.row = static_cast<std::uint32_t>(r);
    entry.gradient = static_cast<std::int16_t>(std::clamp(signal / 3, -1.0, 1.0) * most);
    entry.hessian = static_cast<std::uint16_t>(shape.constant_hessian ? 1 : uniform() * 2 * most);
    gradients.entries.push_back(entry);
  }
  std::set<std::size_t> wide;
  while (wide.size() < static_cast<std::size_t>(shape.outliers)) wide.insert(random() % gradients.entries.size());
  for (const std::size_t at : wide) {
    RowEntry& entry = gradients.entries[at];
    gradients.outliers.push_back({entry.row, (entry.gradient > 0 ? 50 : -50) * std::int64_t{most}, 70 * most});
    entry.gradient = 0;
    entry.hessian = 0;
  }
  return problem;
}

// For the leaves of all rows.
std::vector<std::uint16_t> no_leaves(const BinnedMatrix& matrix) {
  return std::vector<std::uint16_t>(static_cast<std::size_t>(matrix.row_count), 65'535);
}

GrownTree grow_checked(const Problem& problem, const GrowOptions& options, std::uint64_t seed = 3) {
  QuantisedGradients gradients = problem.gradients;
  Grower grower(problem.matrix, options);
  auto leaf_of = no_leaves(problem.matrix);
  GrownTree tree = grower.grow(gradients, problem.features, seed, leaf_of.data(), {1, nullptr});
  TreeOracle(problem.matrix, options, problem.features, seed).check(tree, problem.gradients, leaf_of);
  return tree;
}

GrowOptions free_options() {
  GrowOptions options;
  options.max_leaf_nodes = 12;
  options.min_samples_leaf = 1;
  options.min_samples_category = 1;
  options.category_smoothing = 1;
  return options;
}

TEST(Grower, FindsTheSplitsThatBruteForceFinds) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    EXPECT_GT(grow_checked(draw({}, seed), free_options()).nodes.size(), 10u);
  }
}

TEST(Grower, TriesMissingValuesOnBothSides) {
  std::set<bool> sides;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Shape shape;
    shape.missing = 0.25;
    for (const GrownNode& node : grow_checked(draw(shape, seed), free_options()).nodes) {
      if (node.left >= 0) sides.insert(node.missing_left);
    }
  }
  EXPECT_EQ(sides.size(), 2u);
}

TEST(Grower, SplitsMissingFromReal) {
  const BinnedMatrix matrix = bin_exactly({{kNan, 1, kNan, 2, 1, 2}});
  QuantisedGradients gradients;
  for (std::uint32_t row = 0; row < 6; ++row) {
    gradients.entries.push_back({row, static_cast<std::int16_t>(row == 0 || row == 2 ? 100 : -100), 1});
  }
  GrowOptions options = free_options();
  Grower grower(matrix, options);
  auto leaf_of = no_leaves(matrix);
  const GrownTree tree = grower.grow(gradients, {0}, 1, leaf_of.data(), {});
  EXPECT_EQ(leaf_of, (std::vector<std::uint16_t>{1, 0, 1, 0, 0, 0}));
  ASSERT_EQ(tree.nodes.size(), 3u);
  EXPECT_EQ(tree.nodes[0].threshold_bin, 2u);
  EXPECT_FALSE(tree.nodes[0].missing_left);
  EXPECT_EQ(tree.nodes[2].row_count, 2);
}

TEST(Grower, HoldsEveryOptionToBruteForce) {
  for (int bits = 0; bits < 256; ++bits) {
    SCOPED_TRACE(bits);
    Shape shape;
    shape.rows = 160 + bits % 7;
    shape.numeric = 2;
    shape.categorical = 2;
    shape.missing = bits & 1 ? 0.2 : 0;
    shape.outliers = bits & 2 ? 5 : 0;
    shape.constant_hessian = bits & 4;
    shape.bins = bits & 8 ? 4 : 14;
    shape.sample = bits & 32 ? 0.7 : 1;
    GrowOptions options = free_options();
    options.max_leaf_nodes = bits & 16 ? 31 : 6;
    options.min_samples_leaf = bits & 16 ? 3 : 9;
    options.max_depth = bits & 32 ? 3 : 0;
    options.l1 = bits & 8 ? 0.05 : 0;
    options.l2 = bits & 16 ? 0 : 0.7;
    options.min_split_gain = bits & 32 ? 0.02 : 0;
    options.max_delta_step = bits & 64 ? 0.3 : 0;
    options.min_child_weight = bits & 4 ? 4.5 : 1.1;
    options.column_sample_by_node = bits & 128 ? 0.5 : 1;
    if (bits & 2) options.monotone = {1, -1, 0, 0};
    if ((bits & 5) == 5) options.interaction_groups = {{0, 2}, {1, 2}, {3}};
    options.category_l2 = bits & 1 ? 3 : 0.5;
    options.category_smoothing = bits & 1 ? 3 : 0;
    options.most_split_categories = bits & 2 ? 3 : 32;
    options.min_samples_category = bits & 4 ? 10 : 1;
    grow_checked(draw(shape, static_cast<std::uint64_t>(bits)), options);
  }
}

TEST(Grower, TakesWideColumns) {
  for (const int categorical : {0, 1}) {
    Shape shape;
    shape.rows = 900;
    shape.bins = 700;
    shape.numeric = 1;
    shape.categorical = categorical;
    shape.missing = 0.1;
    GrowOptions options = free_options();
    options.min_samples_leaf = 5;
    grow_checked(draw(shape, 5), options);
  }
}

TEST(Grower, TakesBitsUpToSixteen) {
  for (const int bits : {2, 4, 8, 15, 16}) {
    Shape shape;
    shape.gradient_bits = bits;
    grow_checked(draw(shape, 9), free_options());
  }
}

TEST(Grower, MakesOneLeafWhereNothingIsToGain) {
  Shape shape;
  shape.numeric = 2;
  shape.rows = 50;
  Problem problem = draw(shape, 4);
  for (RowEntry& entry : problem.gradients.entries) entry.gradient = 321, entry.hessian = 7;
  EXPECT_EQ(grow_checked(problem, free_options()).nodes.size(), 1u);
  problem.gradients.entries.clear();
  EXPECT_EQ(grow_checked(problem, free_options()).nodes.size(), 1u);
  problem.gradients.entries.push_back({3, 5, 5});
  EXPECT_EQ(grow_checked(problem, free_options()).nodes.size(), 1u);
  problem.features.clear();
  EXPECT_EQ(grow_checked(problem, free_options()).nodes.size(), 1u);
}

// Stored in other ways, the same bins grow the same tree.
TEST(Grower, TakesBundlesAndSparseColumns) {
  // Three exclusive features of 3 bins, mostly 1 (the zeros'), and a dense one.
  std::mt19937_64 random(8);
  std::vector<std::vector<std::uint32_t>> columns(4);
  QuantisedGradients gradients;
  const std::uint32_t rows = 400;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const auto which = random() % 5;
    const auto bin = static_cast<std::uint32_t>(random() % 2 == 0 ? 2 : random() % 3 == 0 ? 0 : 3);
    for (std::uint32_t c = 0; c < 3; ++c) columns[c].push_back(which == c ? bin : 1);
    columns[3].push_back(static_cast<std::uint32_t>(1 + random() % 9));
    const double signal = which < 3 ? (which == 1 ? -1.0 : 1.0) * bin : columns[3].back() * 0.2;
    gradients.entries.push_back({row, static_cast<std::int16_t>(signal * 300 + static_cast<double>(random() % 300)),
                                 static_cast<std::uint16_t>(1 + random() % 100)});
  }
  const auto numeric = FeatureBins::Kind::numeric;
  const BinnedMatrix dense = bins_given(columns, {numeric, numeric, numeric, numeric});
  const std::vector<std::uint32_t> features = {0, 1, 2, 3};
  // The same in one narrow bundle of the first three.
  BinnedMatrix bundled = dense;
  for (std::uint32_t c = 0; c < 3; ++c) {
    bundled.places[c] = {FeaturePlace::Store::narrow, 0, 1 + 4 * c, 1, 1 + std::size_t{4} * c};
  }
  bundled.places[3].column = 1;
  bundled.places[3].histogram_begin = kNarrowBins;
  bundled.histogram_size = 2 * kNarrowBins;
  bundled.narrow_count = 2;
  bundled.narrow_stride = 4;
  bundled.narrow_rows.assign(rows * 4, 0);
  bundled.narrow_columns.assign(rows * 2, 0);
  // And in three sparse columns.
  BinnedMatrix sparse = dense;
  for (std::uint32_t c = 0; c < 3; ++c) {
    sparse.places[c] = {FeaturePlace::Store::sparse, c, 0, 1, kNarrowBins + std::size_t{4} * c};
  }
  sparse.places[3].column = 0;
  sparse.places[3].histogram_begin = 0;
  sparse.histogram_size = kNarrowBins + 3 * 4;
  sparse.narrow_count = 1;
  sparse.narrow_stride = 4;
  sparse.narrow_rows.assign(rows * 4, 0);
  sparse.narrow_columns.assign(rows, 0);
  sparse.sparse_count = 3;
  sparse.sparse_offsets.push_back(0);
  for (std::uint32_t row = 0; row < rows; ++row) {
    std::uint8_t stored = 0;
    for (std::uint32_t c = 0; c < 3; ++c) {
      if (columns[c][row] == 1) continue;
      stored = static_cast<std::uint8_t>(bundled.places[c].first + columns[c][row]);
      sparse.sparse_entries.push_back(static_cast<std::uint32_t>(sparse.places[c].histogram_begin + columns[c][row]));
    }
    sparse.sparse_offsets.push_back(sparse.sparse_entries.size());
    bundled.narrow_rows[row * 4] = bundled.narrow_columns[row] = stored;
    const auto last = static_cast<std::uint8_t>(columns[3][row]);
    bundled.narrow_rows[row * 4 + 1] = bundled.narrow_columns[rows + row] = last;
    sparse.narrow_rows[row * 4] = sparse.narrow_columns[row] = last;
  }
  sparse.sparse_column_offsets.push_back(0);
  for (std::uint32_t c = 0; c < 3; ++c) {
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (columns[c][row] == 1) continue;
      sparse.sparse_rows.push_back(row);
      sparse.sparse_bins.push_back(static_cast<std::uint16_t>(columns[c][row]));
    }
    sparse.sparse_column_offsets.push_back(sparse.sparse_rows.size());
  }
  for (const std::int64_t least : {1, 40}) {
    GrowOptions options = free_options();
    options.min_samples_leaf = least;
    QuantisedGradients of_dense = gradients;
    auto leaf_of = no_leaves(dense);
    const GrownTree expected = Grower(dense, options).grow(of_dense, features, 1, leaf_of.data(), {});
    EXPECT_GT(expected.nodes.size(), 6u);
    for (const BinnedMatrix* matrix : {&bundled, &sparse}) {
      QuantisedGradients same = gradients;
      const GrownTree tree = Grower(*matrix, options).grow(same, features, 1, leaf_of.data(), {});
      TreeOracle(dense, options, features, 1).check(tree, gradients, leaf_of);
      ASSERT_EQ(tree.nodes.size(), expected.nodes.size());
      for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
        EXPECT_EQ(tree.nodes[i].feature, expected.nodes[i].feature);
        EXPECT_EQ(tree.nodes[i].threshold_bin, expected.nodes[i].threshold_bin);
        EXPECT_EQ(tree.nodes[i].missing_left, expected.nodes[i].missing_left);
        EXPECT_EQ(tree.nodes[i].gain, expected.nodes[i].gain);
      }
    }
  }
}

// Every bit of a tree, and the leaves of the rows.
std::string dump(const GrownTree& tree, const std::vector<std::uint16_t>& leaf_of) {
  std::string text;
  char line[512];
  for (const GrownNode& node : tree.nodes) {
    std::snprintf(line, sizeof(line), "%d %d %d %d %u %d %d %u %a %a %a %lld %a %a:", node.left, node.right,
                  node.parent, node.depth, node.feature, node.is_categorical, node.missing_left, node.threshold_bin,
                  node.gain, node.gradient_sum, node.hessian_sum, static_cast<long long>(node.row_count), node.lower,
                  node.upper);
    text += line;
    for (const std::uint32_t bin : node.left_bins) text.append(1, ' ').append(std::to_string(bin));
    text.append(1, '\n');
  }
  std::uint64_t hash = 0;
  for (const std::uint16_t leaf : leaf_of) hash = hash * 0x9e3779b97f4a7c15 + leaf;
  return text + std::to_string(hash);
}

std::string grown_on(const Problem& problem, const GrowOptions& options, int threads) {
  QuantisedGradients gradients = problem.gradients;
  Grower grower(problem.matrix, options);
  auto leaf_of = no_leaves(problem.matrix), leaf_again = leaf_of;
  const GrownTree tree = grower.grow(gradients, problem.features, 5, leaf_of.data(), {threads, nullptr});
  // And again, with the memory of the first.
  QuantisedGradients again = problem.gradients;
  const GrownTree second = grower.grow(again, problem.features, 5, leaf_again.data(), {threads, nullptr});
  EXPECT_EQ(dump(second, leaf_again), dump(tree, leaf_of));
  return dump(tree, leaf_of);
}

TEST(Grower, GrowsTheSameTreeOnAnyThreads) {
  for (int bits = 0; bits < 12; ++bits) {
    SCOPED_TRACE(bits);
    Shape shape;
    shape.rows = bits % 3 == 0 ? 150'000 : 4'000;
    shape.categorical = bits & 1;
    shape.bins = bits & 2 ? 600 : 250;
    shape.missing = bits & 1 ? 0.1 : 0;
    shape.outliers = bits & 2 ? 40 : 0;
    shape.constant_hessian = bits & 4;
    GrowOptions options = free_options();
    options.max_leaf_nodes = bits & 1 ? 40 : 301;
    options.column_sample_by_node = bits & 4 ? 0.7 : 1;
    if (bits & 8) options.monotone = {1, 0, -1, 0};
    const Problem problem = draw(shape, static_cast<std::uint64_t>(bits));
    const std::string expected = grown_on(problem, options, 1);
    EXPECT_GT(expected.size(), 2000u);
    for (const int threads : {2, 4, 7}) EXPECT_EQ(grown_on(problem, options, threads), expected) << threads;
  }
}

// The same bits on every instruction set and with every compiler: MILLRACE_ISA chooses the set.
TEST(Grower, GrowsTheTreeItAlwaysGrew) {
  Shape shape;
  shape.rows = 30'000;
  shape.categorical = 1;
  shape.bins = 250;
  shape.missing = 0.05;
  shape.outliers = 12;
  GrowOptions options = free_options();
  options.max_leaf_nodes = 200;
  std::uint32_t hash = 0x811c9dc5;  // FNV-1a
  for (const char byte : grown_on(draw(shape, 21), options, 2)) {
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x01000193;
  }
  EXPECT_EQ(hash, 2444773358u);
}

// With a few sixteen-bit gradients a packed histogram is full after 1,024 rows.
TEST(Grower, GrowsLargeNodesAsBruteForceDoes) {
  for (const bool is_constant : {false, true}) {
    Shape shape;
    shape.rows = 9'000;
    shape.gradient_bits = 16;
    shape.bins = 30;
    shape.missing = 0.1;
    shape.constant_hessian = is_constant;
    grow_checked(draw(shape, 3), free_options());
    shape.outliers = 9;
    grow_checked(draw(shape, 4), free_options());
  }
}

TEST(Grower, UsesTheColumnsOfItsTreeAlone) {
  Shape shape;
  shape.numeric = 40;
  shape.rows = 500;
  Problem problem = draw(shape, 6);
  for (const std::vector<std::uint32_t>& features :
       {std::vector<std::uint32_t>{39}, {0, 1, 2}, {1, 5, 38}, {0, 7, 8, 20, 21, 22, 33, 34, 35, 36, 37, 39}}) {
    problem.features = features;
    for (const GrownNode& node : grow_checked(problem, free_options()).nodes) {
      if (node.left >= 0) {
        EXPECT_EQ(std::count(features.begin(), features.end(), node.feature), 1);
      }
    }
  }
}

TEST(Grower, StopsWhenCancelled) {
  Problem problem = draw({}, 1);
  CancelToken token;
  token.cancel();
  Grower grower(problem.matrix, free_options());
  auto leaf_of = no_leaves(problem.matrix);
  EXPECT_THROW(grower.grow(problem.gradients, problem.features, 1, leaf_of.data(), {1, &token}), Cancelled);
}

TEST(NodeFeatures, AreDrawnByThePathAlone) {
  GrowOptions options;
  options.column_sample_by_node = 0.3;
  std::vector<std::uint32_t> features(20);
  std::iota(features.begin(), features.end(), 5u);
  const NodeFeatures draw(options, features, 11);
  std::set<std::uint32_t> seen;
  std::uint64_t key = kRootKey;
  for (int depth = 0; depth < 40; ++depth) {
    const auto drawn = draw.of(key, {});
    EXPECT_EQ(drawn.size(), 6u);
    EXPECT_EQ(drawn, draw.of(key, {}));
    EXPECT_TRUE(std::includes(features.begin(), features.end(), drawn.begin(), drawn.end()));
    seen.insert(drawn.begin(), drawn.end());
    EXPECT_NE(child_key(key, false), child_key(key, true));
    key = child_key(key, depth % 3 == 0);
  }
  EXPECT_EQ(seen.size(), 20u);
}

TEST(LeafValue, IsTheNewtonStepWithinItsBounds) {
  GrowOptions options;
  EXPECT_EQ(leaf_value(3, 2, -1e300, 1e300, options), -1.5);
  options.l1 = 1;
  options.l2 = 2;
  EXPECT_EQ(leaf_value(3, 2, -1e300, 1e300, options), -0.5);
  EXPECT_EQ(leaf_value(-3, 2, -1e300, 1e300, options), 0.5);
  EXPECT_EQ(leaf_value(0.5, 2, -1e300, 1e300, options), 0);
  EXPECT_EQ(leaf_value(-9, 2, -1e300, 0.75, options), 0.75);
  EXPECT_EQ(leaf_value(9, 2, -0.25, 1e300, options), -0.25);
  options.max_delta_step = 0.1;
  EXPECT_EQ(leaf_value(9, 2, -1e300, 1e300, options), -0.1);
  options.l2 = 0;
  EXPECT_EQ(leaf_value(9, 0, -1e300, 1e300, options), 0);
}

}  // namespace
}  // namespace millrace::trees
