// Sparse features in bins: whatever store they end up in, each row is in the bin of its value.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/random.h"
#include "trees/bins/bin_builder.h"

namespace millrace::trees {
namespace {

// columns[c][row]
using Columns = std::vector<std::map<std::uint32_t, float>>;

FeatureMatrix csr_of(const Columns& columns, std::int64_t rows) {
  FeatureMatrix matrix;
  matrix.sparse = true;
  matrix.row_count = rows;
  matrix.column_count = static_cast<std::int32_t>(columns.size());
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (row % kBlockRows == 0) matrix.csr.emplace_back();
    CsrBlock& block = matrix.csr.back();
    for (std::uint32_t c = 0; c < columns.size(); ++c) {
      const auto found = columns[c].find(row);
      if (found == columns[c].end()) continue;
      block.indices.push_back(c);
      block.values.push_back(found->second);
    }
    block.offsets.push_back(static_cast<std::uint32_t>(block.indices.size()));
    ++block.row_count;
  }
  return matrix;
}

// A value in one row of `every`, in steps of a tenth.
std::map<std::uint32_t, float> scattered(std::int64_t rows, std::uint32_t every, std::uint64_t seed) {
  const RandomStream random(seed, "scattered");
  std::map<std::uint32_t, float> column;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (random.uint32(row) % every == 0) {
      column[row] = static_cast<float>(static_cast<int>(random.uint32(1'000'000 + row) % 50) - 10) / 10;
    }
  }
  return column;
}

BinnedMatrix build(const Columns& columns, std::int64_t rows, std::int64_t training_rows, const BinOptions& options,
                   int threads = 2) {
  FeatureMatrix matrix = csr_of(columns, rows);
  BinBuilder builder({{{Part::Kind::sparse, 0, matrix.column_count, "terms"}}}, {}, training_rows);
  const RunContext context{threads, nullptr};
  if (training_rows < rows) {
    Run run;
    run.context = context;
    run.row_count = rows - training_rows;
    builder.add_validation({{{Part::Kind::sparse, 0, matrix.column_count, "terms"}}}, run);
  }
  builder.add_sparse(matrix, options, context);
  EXPECT_EQ(matrix.row_count, 0);
  const BinBuilder::Result result = builder.finish(context);
  EXPECT_EQ(result.validation_rows, rows - training_rows);
  return std::move(*result.matrix);
}

void expect_every_bin(const BinnedMatrix& matrix, const Columns& columns) {
  for (std::size_t f = 0; f < columns.size(); ++f) {
    if (matrix.bins[f].bin_count < 2) continue;
    for (std::int64_t row = 0; row < matrix.row_count; ++row) {
      const auto found = columns[f].find(static_cast<std::uint32_t>(row));
      const double value = found == columns[f].end() ? 0 : found->second;
      ASSERT_EQ(matrix.bin_of(f, row), bin_of_number(matrix.bins[f], value)) << "feature " << f << " row " << row;
    }
  }
}

// Adding up rows gives every feature's histogram but for its implicit bin.
void expect_rows_agree_with_columns(const BinnedMatrix& matrix) {
  std::vector<std::int64_t> histogram(matrix.histogram_size);
  for (std::size_t row = 0; row < static_cast<std::size_t>(matrix.row_count); ++row) {
    for (std::uint32_t c = 0; c < matrix.narrow_count; ++c) {
      ++histogram[std::size_t{c} * kNarrowBins + matrix.narrow_rows[row * matrix.narrow_stride + c]];
    }
    for (std::uint32_t c = 0; c < matrix.wide_count; ++c) {
      ++histogram[matrix.wide_begin[c] + matrix.wide_rows[row * matrix.wide_stride + c]];
    }
    const auto begin = matrix.sparse_entries.begin() + static_cast<std::ptrdiff_t>(matrix.sparse_offsets[row]);
    const auto end = matrix.sparse_entries.begin() + static_cast<std::ptrdiff_t>(matrix.sparse_offsets[row + 1]);
    EXPECT_TRUE(std::is_sorted(begin, end));
    for (auto at = begin; at != end; ++at) ++histogram[*at];
  }
  for (std::size_t f = 0; f < matrix.feature_count(); ++f) {
    std::vector<std::int64_t> expected(matrix.bins[f].bin_count);
    for (std::int64_t row = 0; row < matrix.row_count; ++row) ++expected[matrix.bin_of(f, row)];
    for (std::uint32_t bin = 0; bin < expected.size(); ++bin) {
      if (static_cast<std::int32_t>(bin) == matrix.places[f].implicit_bin) continue;
      EXPECT_EQ(histogram[matrix.places[f].histogram_begin + bin], expected[bin]) << "feature " << f << " bin " << bin;
    }
  }
}

TEST(SparseBins, EveryRowIsInTheBinOfItsValue) {
  constexpr std::int64_t kRows = 9'001;
  Columns columns;
  // Full ones, rare ones, one that is too rare, one of nothing, and one of explicit zeros.
  for (const std::uint32_t every : {2u, 3u, 50u, 90u, 400u, 4'000u}) columns.push_back(scattered(kRows, every, every));
  columns.emplace_back();
  columns.push_back({{1, 0.0f}, {2, 0.0f}, {3, 0.0f}});
  for (const std::int64_t training : {std::int64_t{8'000}, kRows}) {
    const BinOptions options{.max_bins = 20, .min_samples_bin = 3, .min_samples_leaf = 10};
    const BinnedMatrix matrix = build(columns, kRows, training, options);
    ASSERT_EQ(matrix.feature_count(), columns.size());
    expect_every_bin(matrix, columns);
    expect_rows_agree_with_columns(matrix);
    EXPECT_EQ(matrix.narrow_count, 2u);  // the full ones
    EXPECT_EQ(matrix.places[0].store, FeaturePlace::Store::narrow);
    EXPECT_EQ(matrix.places[2].store, FeaturePlace::Store::sparse);
    EXPECT_LE(matrix.bins[2].bin_count, 21u);
    EXPECT_GE(matrix.bins[2].bin_count, 19u);
    for (const std::size_t f : {5, 6, 7}) EXPECT_EQ(matrix.bins[f].bin_count, 1u) << f;
    EXPECT_GT(matrix.sparse_entries.size(), 0u);
  }
}

TEST(SparseBins, ExclusiveFeaturesShareAColumn) {
  constexpr std::int64_t kRows = 6'000;
  Columns columns(30);
  const RandomStream random(3, "which");
  for (std::uint32_t row = 0; row < kRows; ++row) {
    columns[random.uint32(row) % 30][row] = static_cast<float>(1 + row % 3);
  }
  const BinnedMatrix matrix = build(columns, kRows, 5'000, {.min_samples_leaf = 20});
  EXPECT_EQ(matrix.narrow_count, 1u);  // 30 features of 5 bins
  EXPECT_EQ(matrix.sparse_entries.size(), 0u);
  for (const FeaturePlace& place : matrix.places) {
    EXPECT_EQ(place.column, 0u);
    EXPECT_EQ(place.implicit_bin, 1);
  }
  expect_every_bin(matrix, columns);
  expect_rows_agree_with_columns(matrix);
  // A single row in common parts two features, in the training rows or behind them.
  columns[4][5'999] = columns[5][5'999] = 1;
  const BinnedMatrix apart = build(columns, kRows, 5'000, {.min_samples_leaf = 20});
  EXPECT_TRUE(apart.places[4].store != apart.places[5].store || apart.places[4].column != apart.places[5].column);
  expect_every_bin(apart, columns);
  expect_rows_agree_with_columns(apart);
}

TEST(SparseBins, ABundleOfManyBinsIsWide) {
  constexpr std::int64_t kRows = 20'000;
  Columns columns(100);
  for (std::uint32_t row = 0; row < kRows; ++row) columns[row % 100][row] = static_cast<float>(row / 100 % 17);
  const BinnedMatrix matrix = build(columns, kRows, kRows, {});
  EXPECT_EQ(matrix.wide_count, 1u);
  EXPECT_EQ(matrix.narrow_count, 0u);
  expect_every_bin(matrix, columns);
  expect_rows_agree_with_columns(matrix);
}

TEST(SparseBins, ThreadsChangeNothing) {
  constexpr std::int64_t kRows = 30'000;
  Columns columns;
  for (std::uint32_t c = 0; c < 40; ++c) columns.push_back(scattered(kRows, 3 + 7 * c, c));
  const BinnedMatrix one = build(columns, kRows, 29'000, {}, 1), four = build(columns, kRows, 29'000, {}, 4);
  EXPECT_EQ(one.narrow_rows, four.narrow_rows);
  EXPECT_EQ(one.wide_rows, four.wide_rows);
  EXPECT_EQ(one.sparse_entries, four.sparse_entries);
  EXPECT_EQ(one.sparse_rows, four.sparse_rows);
  EXPECT_EQ(one.sparse_bins, four.sparse_bins);
  expect_every_bin(four, columns);
}

TEST(SparseBins, OneRowAndNone) {
  const Columns single = {{{0, 2.0f}}, {}};
  const BinnedMatrix one = build(single, 1, 1, {.min_samples_bin = 1});
  EXPECT_EQ(one.row_count, 1);
  EXPECT_EQ(one.bins[1].bin_count, 1u);
  expect_every_bin(one, single);
  const BinnedMatrix wide = build(Columns(3), 0, 0, {});
  EXPECT_EQ(wide.feature_count(), 3u);
}

}  // namespace
}  // namespace millrace::trees
