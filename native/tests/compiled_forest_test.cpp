// Every form that rows are scored with, and the kernels rank_values and scan_trees on every instruction set, against
// the plain walk of native/trees/model/walk.h: the same bits.
#include "trees/model/compiled_forest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <ostream>
#include <random>
#include <vector>

#include "core/error.h"
#include "simd/kernels.h"
#include "tests/made_forest.h"
#include "trees/model/walk.h"

namespace millrace::trees {

namespace {

constexpr std::uint8_t kAllFlags = kMissingLeft | kZeroIsMissing | kNanIsZero;

struct Case {
  const char* name;
  MadeForest made;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

class CompiledForestTest : public testing::TestWithParam<Case> {};

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

std::vector<double> row_of(const std::vector<std::vector<double>>& columns, std::size_t row) {
  std::vector<double> out;
  for (const auto& column : columns) out.push_back(column[row]);
  return out;
}

TEST_P(CompiledForestTest, GivesTheBitsOfTheWalk) {
  const MadeForest& made = GetParam().made;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto forest = std::make_shared<Forest>(make_forest(made, seed));
    check_forest(*forest);
    const CompiledForest compiled(forest);
    const auto outputs = static_cast<std::size_t>(forest->output_count);
    const std::size_t trees = forest->tree_count();
    for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{63}, std::size_t{64},
                                   std::size_t{65}, CompiledForest::kRows - 1, CompiledForest::kRows}) {
      const auto columns = make_rows(made, rows, seed * 100 + rows);
      const std::size_t middle = trees / 2;
      std::vector<double> expected(rows * outputs, 0.25);
      std::vector<double> actual = expected, single = expected;
      std::vector<double> scratch(compiled.column_count()), leaves(trees);
      CompiledForest::RowScratch row_scratch;
      for (std::size_t r = 0; r < rows; ++r) {
        const std::vector<double> row = row_of(columns, r);
        add_leaves(*forest, 0, trees, row.data(), expected.data() + r * outputs);
        std::vector<double> used;
        for (const std::uint32_t feature : compiled.features()) used.push_back(row[feature]);
        compiled.add_row(used.data(), 0, middle, row_scratch, single.data() + r * outputs);
        compiled.add_row(used.data(), middle, trees, row_scratch, single.data() + r * outputs);
        compiled.leaves_of_row(used.data(), 0, trees, scratch.data(), leaves.data());
        for (std::size_t tree = 0; tree < trees; ++tree) {
          double leaf = 0;
          const std::size_t node = leaf_of(*forest, tree, row.data());
          for (std::size_t n = forest->tree_begins[tree]; n < node; ++n) leaf += forest->feature[n] < 0;
          ASSERT_EQ(leaves[tree], leaf);
        }
      }
      std::vector<const double*> inputs;
      for (const std::uint32_t feature : compiled.features()) inputs.push_back(columns[feature].data());
      std::vector<double> sums(outputs * CompiledForest::kRows, 0.25);
      CompiledForest::Block block(compiled, inputs.data(), rows);
      block.add(0, middle, sums.data());
      block.add(middle, trees, sums.data());
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t k = 0; k < outputs; ++k) actual[r * outputs + k] = sums[k * CompiledForest::kRows + r];
      }
      ASSERT_TRUE(same_bits(single, expected)) << rows << " rows one by one, seed " << seed;
      ASSERT_TRUE(same_bits(actual, expected)) << rows << " rows, seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Forests, CompiledForestTest,
    testing::Values(
        Case{"numeric", {}}, Case{"missing", {.flags = kAllFlags}}, Case{"stumps", {.tree_count = 9, .most_leaves = 2}},
        Case{"single_leaves", {.tree_count = 3, .most_leaves = 1}}, Case{"no_trees", {.tree_count = 0}},
        Case{"many_small", {.feature_count = 28, .tree_count = 100, .flags = kMissingLeft}},
        Case{"64_leaves", {.tree_count = 12, .most_leaves = 64, .flags = kMissingLeft}},
        Case{"255_leaves", {.tree_count = 12, .most_leaves = 256, .flags = kAllFlags}},
        Case{"deep", {.tree_count = 6, .most_leaves = 3000, .flags = kAllFlags}},
        Case{"few_thresholds", {.distinct_thresholds = 3}},
        Case{"many_thresholds", {.feature_count = 2, .tree_count = 60, .distinct_thresholds = 100'000}},
        Case{"more_thresholds_than_u16",
             {.feature_count = 1, .tree_count = 60, .most_leaves = 4000, .distinct_thresholds = 10'000'000}},
        Case{"categories", {.flags = kAllFlags, .categorical_share = 0.5}},
        Case{"many_categories", {.flags = kMissingLeft, .categorical_share = 0.7, .category_count = 900}},
        Case{"deep_categories",
             {.most_leaves = 2000, .flags = kAllFlags, .categorical_share = 0.3, .category_count = 100}},
        Case{"float32", {.tree_count = 40, .float32_sums = true}},
        Case{"float32_multiclass", {.output_count = 3, .tree_count = 60, .most_leaves = 90, .float32_sums = true}},
        Case{"float32_deep", {.tree_count = 9, .most_leaves = 3000, .float32_sums = true}},
        Case{"multiclass", {.output_count = 3, .tree_count = 30, .flags = kMissingLeft}},
        Case{"averaged", {.output_count = 4, .value_width = 4, .tree_count = 10, .most_leaves = 200}},
        Case{"averaged_deep", {.output_count = 2, .value_width = 2, .tree_count = 5, .most_leaves = 900}}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(ForestKernels, GiveTheBitsOfTheBaselineOnEverySet) {
  const KernelTable& baseline = *kernel_table("baseline");
  std::mt19937_64 random(5);
  for (const char* isa : {"baseline", "avx2", "avx512"}) {
    const KernelTable* table = kernel_table(isa);
    if (!table) continue;
    for (const std::int32_t levels : {0, 1, 2, 3, 4, 8, 11}) {
      std::vector<double> thresholds((std::size_t{1} << levels) - 1);
      for (double& threshold : thresholds) threshold = static_cast<double>(random() % 2000) - 1000;
      std::sort(thresholds.begin(), thresholds.end());
      for (std::size_t i = thresholds.size() * 3 / 4; i < thresholds.size(); ++i) {
        thresholds[i] = std::numeric_limits<double>::infinity();
      }
      for (const std::size_t rows : {0, 1, 7, 8, 9, 66}) {
        const std::vector<double> values = make_rows({.feature_count = 1}, rows, rows + 1)[0];
        std::vector<std::uint32_t> ranks(rows);
        table->rank_values(values.data(), static_cast<std::int32_t>(rows), thresholds.data(), levels, 77, ranks.data());
        for (std::size_t r = 0; r < rows; ++r) {
          const auto below = std::count_if(thresholds.begin(), thresholds.end(),
                                           [&](double threshold) { return threshold < values[r]; });
          EXPECT_EQ(ranks[r], std::isnan(values[r]) ? 77 : below) << isa << ' ' << values[r];
        }
      }
    }
    // Splits of random planes, one above the other: the results of scan_trees as the baseline has them.
    constexpr std::uint32_t planes_count = 6;
    std::vector<std::uint8_t> planes(planes_count * kScanRows);
    for (std::uint8_t& byte : planes) byte = static_cast<std::uint8_t>(random());
    for (std::size_t r = 0; r < kScanRows; ++r) {
      planes[r] = static_cast<std::uint8_t>(1u << (random() % 8));
      planes[kScanRows + r] = static_cast<std::uint8_t>(random() % 2 ? random() % 16 : 128);
    }
    for (const std::uint32_t leaves : {1u, 2u, 16u, 17u, 33u, 64u, 65u, 256u}) {
      std::vector<ScanSplit> splits;
      std::vector<ScanSet> sets;
      std::vector<double> values(leaves + 64);
      for (double& value : values) value = static_cast<double>(random() >> 11);
      ScanChoice root{0, 0};
      for (std::uint32_t leaf = 1; leaf < leaves; ++leaf) {
        ScanSplit split{};
        split.out = static_cast<std::uint32_t>(kScanResults + leaf % 2 * kScanRows);
        split.left = root;
        split.right = {leaf * static_cast<std::uint32_t>(kScanChunk), 0};
        split.plane = (2 + leaf % 4) * static_cast<std::uint32_t>(kScanRows);
        split.threshold = static_cast<std::uint8_t>(random());
        if (leaf % 3 == 0) {
          split.plane = 0;
          split.set_begin = static_cast<std::uint32_t>(sets.size());
          split.set_count = 1;
          sets.push_back({static_cast<std::uint32_t>(kScanRows), {}});
          for (std::uint8_t& byte : sets.back().bytes) byte = static_cast<std::uint8_t>(random());
        }
        splits.push_back(split);
        root = {split.out, static_cast<std::uint32_t>(kScanChunk)};
      }
      const ScanTree tree{0, leaves - 1, root, 0, leaves, 0};
      const TreeScan scan{splits.data(), sets.data(), &tree, values.data(), 1, false};
      const auto sums_of = [&](const KernelTable& of) {
        std::vector<std::uint8_t> scratch(kScanResults + 2 * kScanRows);
        for (std::size_t i = 0; i < kScanResults; ++i) scratch[i] = static_cast<std::uint8_t>(i / kScanChunk);
        std::vector<double> sums(kScanRows, 0.5);
        of.scan_trees(&scan, 0, 1, planes.data(), 4, scratch.data(), sums.data());
        return sums;
      };
      EXPECT_TRUE(same_bits(sums_of(*table), sums_of(baseline))) << isa << ' ' << leaves;
    }
  }
}

TEST(CheckForest, RefusesAThresholdThatIsNoNumber) {
  Forest forest = make_forest({.most_leaves = 2}, 1);
  for (std::size_t node = 0; node < forest.node_count(); ++node) forest.threshold[node] = std::nan("");
  EXPECT_THROW(check_forest(forest), Error);
}

}  // namespace

}  // namespace millrace::trees
