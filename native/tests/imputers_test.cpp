// What imputers hold: samples of rows that no cut changes, and the nearest rows against a plain search.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "transforms/neighbors.h"
#include "transforms/row_sample.h"

namespace millrace {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> made_rows(std::size_t rows, std::size_t width, double missing_share, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values(rows * width);
  for (double& value : values) {
    const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
    value = uniform < missing_share ? kNaN : static_cast<double>(random() >> 11) * 0x1p-53;
  }
  return values;
}

void add(RowSample& sample, const std::vector<double>& columns, std::size_t rows, std::size_t begin, std::size_t end) {
  std::vector<double> ids;
  for (std::size_t row = begin; row < end; ++row) ids.push_back(static_cast<double>(row));
  sample.update({columns.data() + begin, columns.data() + rows + begin}, ids.data(), end - begin);
}

TEST(RowSample, IsTheSameInAnyCutAndOrder) {
  constexpr std::size_t kRows = 2000;
  const std::vector<double> columns = made_rows(kRows, 2, 0.2, 1);
  for (const std::size_t most : {1, 2, 15, 16, 17, 1999, 2000, 2001}) {
    RowSample whole(2, most, 9);
    add(whole, columns, kRows, 0, kRows);
    const auto expected = whole.finish();
    EXPECT_LE(expected.size(), 2 * most);
    RowSample cut(2, most, 9);
    std::vector<std::shared_ptr<RowSample>> parts;
    for (std::size_t begin = kRows; begin > 0; begin -= 125) {  // backwards
      parts.push_back(cut.fork());
      add(*parts.back(), columns, kRows, begin - 125, begin);
    }
    for (const auto& part : parts) cut.merge(*part);
    const auto merged = cut.finish();
    ASSERT_EQ(merged.size(), expected.size()) << most;
    for (std::size_t i = 0; i < merged.size(); ++i) {
      EXPECT_TRUE(merged[i] == expected[i] || (std::isnan(merged[i]) && std::isnan(expected[i])));
    }
  }
}

TEST(RowSample, LeavesOutRowsWithoutANumber) {
  RowSample sample(2, 10, 0);
  const std::vector<double> columns{1, kNaN, kNaN, kNaN, kNaN, 3};
  add(sample, columns, 3, 0, 3);
  EXPECT_EQ(sample.finish().size(), 4u);
}

// The plainest search: all distances, sorted.
double nearest_mean(const std::vector<double>& rows, std::size_t width, const double* row, std::size_t column,
                    std::size_t neighbors, bool by_distance) {
  std::vector<std::pair<double, std::size_t>> near;
  double sum = 0, count = 0;
  for (std::size_t r = 0; r < rows.size() / width; ++r) {
    const double* other = rows.data() + r * width;
    if (std::isnan(other[column])) continue;
    sum += other[column];
    ++count;
    double squares = 0, shared = 0;
    for (std::size_t c = 0; c < width; ++c) {
      if (std::isnan(row[c]) || std::isnan(other[c])) continue;
      squares += (row[c] - other[c]) * (row[c] - other[c]);
      ++shared;
    }
    if (shared > 0) near.emplace_back(squares / shared, r);
  }
  if (count == 0) return 0;
  if (near.empty()) return sum / count;
  std::sort(near.begin(), near.end());
  near.resize(std::min(neighbors, near.size()));
  double weighted = 0, total = 0;
  for (const auto& [distance, r] : near) {
    const double weight = by_distance ? 1 / std::sqrt(distance) : 1;
    weighted += weight * rows[r * width + column];
    total += weight;
  }
  return weighted / total;
}

TEST(NeighborRows, AreThoseOfAPlainSearch) {
  constexpr std::size_t kWidth = 4;
  for (const std::size_t count : {1, 2, 1023, 1024, 1025, 2500}) {
    const std::vector<double> rows = made_rows(count, kWidth, 0.3, 5);
    const std::vector<double> queries = made_rows(60, kWidth, 0.5, 6);
    for (const std::size_t neighbors : {1, 5, 3000}) {
      for (const bool by_distance : {false, true}) {
        const NeighborRows found(rows.data(), count, kWidth, neighbors, by_distance);
        NeighborRows::Scratch scratch;
        for (std::size_t q = 0; q < 60; ++q) {
          const double* query = queries.data() + q * kWidth;
          std::vector<double> filled(query, query + kWidth);
          found.fill(filled.data(), scratch);
          for (std::size_t c = 0; c < kWidth; ++c) {
            const double expected =
                std::isnan(query[c]) ? nearest_mean(rows, kWidth, query, c, neighbors, by_distance) : query[c];
            bool empty = true;
            for (std::size_t r = 0; r < count; ++r) empty = empty && std::isnan(rows[r * kWidth + c]);
            EXPECT_NEAR(filled[c], empty ? 0 : expected, 1e-12);
          }
        }
      }
    }
  }
}

TEST(NeighborRows, OfNoRowsFillWithZero) {
  const NeighborRows none(nullptr, 0, 2, 5, false);
  NeighborRows::Scratch scratch;
  double row[2] = {kNaN, kNaN};
  none.fill(row, scratch);
  EXPECT_EQ(row[0], 0);
  EXPECT_EQ(row[1], 0);
}

TEST(NeighborRows, TouchingRowsLeaveNothingToOthers) {
  const std::vector<double> rows{1, 10, 1, 20, 1.5, 99};
  const NeighborRows found(rows.data(), 3, 2, 3, true);
  NeighborRows::Scratch scratch;
  double row[2] = {1, kNaN};
  found.fill(row, scratch);
  EXPECT_EQ(row[1], 15);
}

}  // namespace
}  // namespace millrace
