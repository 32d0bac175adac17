#include <gtest/gtest.h>

#include <numeric>

#include "split/split_rows.h"
#include "split/unit_index.h"

namespace millrace {
namespace {

TEST(UnitIndex, GroupsRowsInTheOrderOfTheirFirst) {
  const RowHash a{1, 7}, b{2, 7}, c{1, 8};  // one half alone does not make them equal
  const UnitIndex index = group_rows({{b, a, b, c, a, b}}, 6, {});
  EXPECT_EQ(index.begins, (std::vector<std::uint32_t>{0, 3, 5, 6}));
  EXPECT_EQ(index.rows, (std::vector<std::uint32_t>{0, 2, 5, 1, 4, 3}));
  EXPECT_EQ(group_rows({}, 0, {}).size(), 0u);
}

TEST(UnitIndex, FindsRepeatsAcrossBlocks) {
  constexpr std::size_t block_rows = std::size_t{1} << kBlockBits;
  constexpr std::size_t row_count = 2 * block_rows + 10;
  std::vector<std::vector<RowHash>> hashes(3);
  for (std::size_t row = 0; row < row_count; ++row) {
    const std::uint64_t content = row % 50'000;
    hashes[row / block_rows].push_back({content, content * 0x9e3779b97f4a7c15});
  }
  const UnitIndex index = group_rows(std::move(hashes), row_count, {});
  ASSERT_EQ(index.size(), 50'000u);
  for (std::size_t unit = 0; unit < index.size(); ++unit) {
    for (std::uint32_t i = 0; i < index.length(unit); ++i) {
      ASSERT_EQ(index.rows[index.begins[unit] + i], unit + i * 50'000);
    }
  }
}

TEST(Apportion, AddsUpAndStaysWithinOneOfEachShare) {
  for (const double share : {0.1, 0.2, 0.25, 1.0 / 3, 0.77}) {
    const std::vector<std::int64_t> rows{3, 1, 100, 57, 0, 12, 9};
    const auto wanted = apportion(rows, rows, share);
    const double all = 182;
    EXPECT_EQ(std::accumulate(wanted.begin(), wanted.end(), std::int64_t{0}),
              static_cast<std::int64_t>(all * share + 0.5));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_LT(std::abs(static_cast<double>(wanted[i]) - static_cast<double>(rows[i]) * share), 1.0);
    }
  }
}

TEST(Apportion, TakesNoMoreThanIsLeft) {
  EXPECT_EQ(apportion({1, 1, 4}, {0, 0, 4}, 0.5), (std::vector<std::int64_t>{0, 0, 3}));
}

TEST(SplitRows, AsksForAscendingIds) {
  SplitRows rows;
  const double ids[] = {3, 5};
  EXPECT_NO_THROW(rows.add(ids, 2, {}, nullptr, nullptr));
  EXPECT_ANY_THROW(rows.add(ids, 2, {}, nullptr, nullptr));
}

TEST(SplitRows, OfNothingIsNothing) {
  SplitRows rows;
  EXPECT_TRUE(rows.draw({0.2, 0.1}, 0, {}).by_row_id.empty());
  EXPECT_TRUE(rows.by_time({0.2, 0.1}, {}).by_row_id.empty());
}

TEST(SplitRows, StopsWhenCancelled) {
  SplitRows rows;
  const double ids[] = {0, 1, 2, 3};
  rows.add(ids, 4, {}, nullptr, nullptr);
  CancelToken token;
  token.cancel();
  EXPECT_THROW(rows.draw({0.5, 0}, 0, {1, &token}), Cancelled);
  EXPECT_THROW(rows.by_time({0.5, 0}, {1, &token}), Cancelled);
}

}  // namespace
}  // namespace millrace
