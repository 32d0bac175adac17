// Every form that rows are scored with against the plain walk of native/trees/model/walk.h: the same bits.
#include "trees/model/compiled_forest.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <ostream>
#include <vector>

#include "core/error.h"
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
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
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
      for (std::size_t r = 0; r < rows; ++r) {
        const std::vector<double> row = row_of(columns, r);
        add_leaves(*forest, 0, trees, row.data(), expected.data() + r * outputs);
        std::vector<double> used;
        for (const std::uint32_t feature : compiled.features()) used.push_back(row[feature]);
        compiled.add_row(used.data(), 0, middle, scratch.data(), single.data() + r * outputs);
        compiled.add_row(used.data(), middle, trees, scratch.data(), single.data() + r * outputs);
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
      compiled.add_rows(inputs.data(), rows, 0, middle, actual.data());
      compiled.add_rows(inputs.data(), rows, middle, trees, actual.data());
      ASSERT_TRUE(same_bits(single, expected)) << rows << " rows one by one, seed " << seed;
      ASSERT_TRUE(same_bits(actual, expected)) << rows << " rows, seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Forests, CompiledForestTest,
    testing::Values(Case{"numeric", {}}, Case{"missing", {.flags = kAllFlags}},
                    Case{"stumps", {.tree_count = 9, .most_leaves = 2}},
                    Case{"single_leaves", {.tree_count = 3, .most_leaves = 1}}, Case{"no_trees", {.tree_count = 0}},
                    Case{"many_small", {.feature_count = 28, .tree_count = 100, .flags = kMissingLeft}},
                    Case{"64_leaves", {.tree_count = 12, .most_leaves = 64, .flags = kMissingLeft}},
                    Case{"255_leaves", {.tree_count = 12, .most_leaves = 256, .flags = kAllFlags}},
                    Case{"deep", {.tree_count = 6, .most_leaves = 3000, .flags = kAllFlags}},
                    Case{"few_thresholds", {.distinct_thresholds = 3}},
                    Case{"many_thresholds", {.feature_count = 2, .tree_count = 60, .distinct_thresholds = 100'000}},
                    Case{
                        "more_thresholds_than_u16",
                        {.feature_count = 1, .tree_count = 60, .most_leaves = 4000, .distinct_thresholds = 10'000'000}},
                    Case{"categories", {.flags = kAllFlags, .categorical_share = 0.5}},
                    Case{"many_categories", {.flags = kMissingLeft, .categorical_share = 0.7, .category_count = 900}},
                    Case{"deep_categories",
                         {.most_leaves = 2000, .flags = kAllFlags, .categorical_share = 0.3, .category_count = 100}},
                    Case{"multiclass", {.output_count = 3, .tree_count = 30, .flags = kMissingLeft}},
                    Case{"averaged", {.output_count = 4, .value_width = 4, .tree_count = 10, .most_leaves = 200}},
                    Case{"averaged_deep", {.output_count = 2, .value_width = 2, .tree_count = 5, .most_leaves = 900}}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(CheckForest, RefusesAThresholdThatIsNoNumber) {
  Forest forest = make_forest({.most_leaves = 2}, 1);
  for (std::size_t node = 0; node < forest.node_count(); ++node) forest.threshold[node] = std::nan("");
  EXPECT_THROW(check_forest(forest), Error);
}

}  // namespace

}  // namespace millrace::trees
