// Sketches against exact ranks, bounds against their definition.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/random.h"
#include "trees/bins/bin_bounds.h"
#include "trees/bins/quantile_sketch.h"
#include "trees/bins/write_bins.h"

namespace millrace::trees {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kCapacity = 8'192, kExact = 4'096;

std::vector<double> uniform_values(std::size_t count, std::uint64_t seed) {
  const RandomStream random(seed, "values");
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(random.uint64(i) >> 11) * 0x1p-53;
  return values;
}

using Sketch = QuantileSketch<std::uint64_t>;

Sketch sketch_of(const std::vector<double>& values, std::size_t batch = 1'000'000) {
  Sketch sketch(kCapacity, kExact);
  for (std::size_t at = 0; at < values.size(); at += batch) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = at; i < std::min(values.size(), at + batch); ++i) {
      if (std::isnan(values[i])) {
        sketch.add_missing(1);
      } else {
        keys.push_back(key_of(values[i]));
      }
    }
    sketch.update(keys.data(), keys.size());
  }
  return sketch;
}

// The greatest difference of a rank in the sketch from the true one, as a share of all values.
double worst_rank(const WeightedValues& seen, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double worst = 0;
  std::int64_t below = 0;
  for (std::size_t i = 0; i < seen.values.size(); ++i) {
    below += seen.counts[i];
    const auto rank = std::upper_bound(values.begin(), values.end(), seen.values[i]) - values.begin();
    worst = std::max(worst, std::fabs(static_cast<double>(below - rank)));
  }
  return worst / static_cast<double>(values.size());
}

std::int64_t total_of(const WeightedValues& seen) {
  return std::accumulate(seen.counts.begin(), seen.counts.end(), std::int64_t{0});
}

TEST(QuantileSketch, CountsFewDistinctValuesExactly) {
  std::vector<double> values = uniform_values(300'000, 1);
  for (double& value : values) value = std::floor(value * 4'000) - 2'000;
  values[7] = -0.0;
  values[9] = kMissing;
  Sketch sketch = sketch_of(values, 999);
  const WeightedValues seen = sketch.finish();
  EXPECT_TRUE(sketch.is_exact());
  EXPECT_EQ(sketch.missing_count(), 1);
  EXPECT_EQ(total_of(seen), 299'999);
  ASSERT_EQ(seen.values.size(), 4'000u);
  for (std::size_t i = 0; i < seen.values.size(); ++i) {
    EXPECT_EQ(seen.values[i], static_cast<double>(i) - 2'000);
    EXPECT_EQ(seen.counts[i], std::count(values.begin(), values.end(), seen.values[i]));
  }
  EXPECT_FALSE(std::signbit(seen.values[2'000]));
}

TEST(QuantileSketch, RanksAreWithinTheBound) {
  for (const std::size_t count : {5'000, 100'000, 1'000'003}) {
    const std::vector<double> shuffled = uniform_values(count, count);
    std::vector<double> ascending = shuffled;
    std::sort(ascending.begin(), ascending.end());
    const std::vector<double> descending(ascending.rbegin(), ascending.rend());
    for (const auto& values : {shuffled, ascending, descending}) {
      Sketch sketch = sketch_of(values);
      EXPECT_LT(sketch.byte_count(), 3'000'000);
      const WeightedValues seen = sketch.finish();
      EXPECT_EQ(total_of(seen), static_cast<std::int64_t>(count));
      EXPECT_LT(worst_rank(seen, values), 1.0 / (8 * 255)) << count;
      EXPECT_TRUE(std::is_sorted(seen.values.begin(), seen.values.end()));
    }
  }
}

TEST(QuantileSketch, DoesNotDependOnHowManyValuesComeAtATime) {
  std::vector<double> values = uniform_values(200'000, 3);
  for (std::size_t i = 0; i < values.size(); i += 7) values[i] = kMissing;
  const WeightedValues expected = sketch_of(values).finish();
  for (const std::size_t batch : {1, 1'000, 65'536}) {
    const WeightedValues seen = sketch_of(values, batch).finish();
    EXPECT_EQ(seen.values, expected.values);
    EXPECT_EQ(seen.counts, expected.counts);
  }
}

TEST(QuantileSketch, MergesInAnyOrder) {
  std::vector<std::vector<double>> parts;
  std::vector<double> all;
  for (const std::size_t count : {100'000, 3, 50'000, 0, 200'000}) {
    parts.push_back(uniform_values(count, 10 + count));
    all.insert(all.end(), parts.back().begin(), parts.back().end());
  }
  // ((a b) c) … and (a (b (c …))).
  Sketch left = sketch_of(parts[0]), right = sketch_of(parts.back());
  for (std::size_t i = 1; i < parts.size(); ++i) left.merge(sketch_of(parts[i]));
  for (std::size_t i = parts.size() - 1; i-- > 0;) {
    Sketch front = sketch_of(parts[i]);
    front.merge(std::move(right));
    right = std::move(front);
  }
  for (Sketch* sketch : {&left, &right}) {
    EXPECT_EQ(sketch->count(), static_cast<std::int64_t>(all.size()));
    const WeightedValues seen = sketch->finish();
    EXPECT_EQ(total_of(seen), static_cast<std::int64_t>(all.size()));
    EXPECT_LT(worst_rank(seen, all), 1.0 / (8 * 255));
  }
}

TEST(QuantileSketch, MergesExactCountsExactly) {
  std::vector<double> values = uniform_values(90'000, 5);
  for (double& value : values) value = std::floor(value * 300);
  const WeightedValues expected = sketch_of(values).finish();
  const auto part = [&](std::size_t begin, std::size_t end) {
    return sketch_of(
        {values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end)});
  };
  Sketch merged = part(0, 10'000);
  Sketch rest = part(10'000, 77'777);
  rest.merge(part(77'777, 90'000));
  merged.merge(std::move(rest));
  EXPECT_TRUE(merged.is_exact());
  const WeightedValues seen = merged.finish();
  EXPECT_EQ(seen.values, expected.values);
  EXPECT_EQ(seen.counts, expected.counts);
}

template <typename Number>
void expect_sorted_as_numbers(std::size_t count) {
  const RandomStream random(9, "bits");
  std::vector<Number> values = {0,
                                -0.0f,
                                1,
                                -1,
                                std::numeric_limits<Number>::max(),
                                std::numeric_limits<Number>::min(),
                                std::numeric_limits<Number>::denorm_min(),
                                -std::numeric_limits<Number>::denorm_min()};
  for (std::uint64_t i = 0; values.size() < count; ++i) {
    const auto value = std::bit_cast<Number>(static_cast<KeyOf<Number>>(random.uint64(i)));
    if (std::isfinite(value)) values.push_back(i % 3 == 0 ? value : std::floor(value));
  }
  std::vector<KeyOf<Number>> keys, scratch(values.size());
  for (const Number value : values) keys.push_back(key_of(value));
  radix_sort(keys.data(), scratch.data(), keys.size());
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(number_of(keys[i]), values[i]) << i;
}

TEST(NumberKeys, SortAsNumbersDo) {
  for (const std::size_t count : {8, 1'000, 50'000}) {
    expect_sorted_as_numbers<float>(count);
    expect_sorted_as_numbers<double>(count);
  }
  EXPECT_EQ(key_of(-0.0), key_of(0.0));
}

TEST(WriteBins, TransposesAnySize) {
  for (const std::size_t columns : {1, 7, 8, 9, 28}) {
    for (const std::size_t rows : {0, 1, 7, 8, 9, 100}) {
      const std::size_t stride = columns + 4;
      std::vector<std::uint8_t> in(columns * (rows + 3)), out(rows * stride);
      for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint8_t>(i * 37 + 11);
      transpose(in.data(), columns, rows + 3, rows, out.data(), stride);
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) ASSERT_EQ(out[r * stride + c], in[c * (rows + 3) + r]);
        for (std::size_t c = columns; c < stride; ++c) ASSERT_EQ(out[r * stride + c], 0);
      }
    }
  }
}

TEST(BinBounds, HalfwayIsBetween) {
  const double huge = 1e308, denormal = std::numeric_limits<double>::denorm_min();
  const std::vector<std::pair<double, double>> pairs = {
      {-huge, huge}, {huge / 2, huge}, {0, denormal}, {-denormal, 0}, {1, std::nextafter(1, 2)}, {-3, -1}, {1, 2}};
  for (const auto& [a, b] : pairs) {
    EXPECT_LE(a, halfway(a, b));
    EXPECT_LT(halfway(a, b), b);
  }
  EXPECT_EQ(halfway(1, 2), 1.5);
}

WeightedValues counted(const std::vector<std::int64_t>& counts) {
  WeightedValues seen;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen.values.push_back(static_cast<double>(i));
    seen.counts.push_back(counts[i]);
  }
  return seen;
}

std::vector<std::int64_t> rows_of_bins(const FeatureBins& bins, const WeightedValues& seen) {
  std::vector<std::int64_t> rows(bins.bin_count);
  for (std::size_t i = 0; i < seen.values.size(); ++i) rows[bin_of_number(bins, seen.values[i])] += seen.counts[i];
  return rows;
}

TEST(BinBounds, FewValuesHaveABinEach) {
  const WeightedValues seen = counted({5, 3, 9, 3});
  const FeatureBins bins = numeric_bins(seen, 2, {.max_bins = 4, .min_samples_bin = 3});
  EXPECT_EQ(bins.upper_bounds, (std::vector<double>{0.5, 1.5, 2.5}));
  EXPECT_EQ(bins.bin_count, 5u);
  EXPECT_TRUE(bins.has_missing);
  EXPECT_EQ(bin_of_number(bins, kMissing), kMissingBin);
  EXPECT_EQ(bin_of_number(bins, 0.5), 1u);
  EXPECT_EQ(bin_of_number(bins, std::nextafter(0.5, 1)), 2u);
  EXPECT_EQ(bin_of_number(bins, -1e300), 1u);
  EXPECT_EQ(bin_of_number(bins, 1e300), 4u);
  EXPECT_EQ(threshold_of(bins, 2), 1.5);
  EXPECT_EQ(threshold_of(bins, 4), std::numeric_limits<double>::max());
}

TEST(BinBounds, NothingAndConstants) {
  EXPECT_EQ(numeric_bins({}, 10, {}).bin_count, 1u);
  EXPECT_EQ(bin_of_number(numeric_bins({}, 10, {}), 1.0), kMissingBin);
  const FeatureBins constant = numeric_bins(counted({100}), 0, {});
  EXPECT_EQ(constant.bin_count, 2u);
  EXPECT_TRUE(constant.upper_bounds.empty());
  EXPECT_FALSE(constant.has_missing);
}

TEST(BinBounds, BinsHoldAsManyRowsAsAsked) {
  for (const std::int64_t least : {1, 3, 50}) {
    for (const std::uint32_t most : {2u, 16u, 255u, 65'535u}) {
      WeightedValues seen = sketch_of(uniform_values(3'000, 4)).finish();
      const FeatureBins bins = numeric_bins(seen, 0, {.max_bins = most, .min_samples_bin = least});
      EXPECT_LE(bins.bin_count, most + 1);
      EXPECT_EQ(bins.upper_bounds.size() + 2, bins.bin_count);
      const auto rows = rows_of_bins(bins, seen);
      EXPECT_EQ(rows[0], 0);
      for (std::size_t bin = 1; bin < rows.size(); ++bin) EXPECT_GE(rows[bin], least);
      const double ideal = std::max(3'000.0 / most, static_cast<double>(least));
      for (std::size_t bin = 1; bin < rows.size(); ++bin) EXPECT_LE(static_cast<double>(rows[bin]), 2 * ideal + 1);
    }
  }
}

TEST(BinBounds, AHeavyValueHasItsOwnBin) {
  std::vector<std::int64_t> counts(1'000, 1);
  counts[400] = 5'000;
  const WeightedValues seen = counted(counts);
  const FeatureBins bins = numeric_bins(seen, 0, {.max_bins = 32, .min_samples_bin = 1});
  EXPECT_EQ(bins.bin_count, 33u);
  const auto rows = rows_of_bins(bins, seen);
  EXPECT_EQ(rows[bin_of_number(bins, 400)], 5'000);
}

TEST(BinBounds, ZeroHasItsOwnBinAmongSparseValues) {
  WeightedValues seen;
  for (int i = 1; i <= 100; ++i) {
    seen.values.push_back(i <= 30 ? i - 31 : i - 30);
    seen.counts.push_back(2);
  }
  std::uint32_t zero_bin = 0;
  const FeatureBins bins = sparse_bins(seen, 10'000, {.max_bins = 11, .min_samples_bin = 3}, zero_bin);
  EXPECT_LE(bins.bin_count, 12u);
  EXPECT_EQ(bin_of_number(bins, 0), zero_bin);
  EXPECT_NE(bin_of_number(bins, -1), zero_bin);
  EXPECT_NE(bin_of_number(bins, 1), zero_bin);
  EXPECT_GT(zero_bin, 1u);
  const FeatureBins none = sparse_bins({}, 10, {}, zero_bin);
  EXPECT_EQ(none.bin_count, 2u);
  EXPECT_EQ(zero_bin, 1u);
  const FeatureBins counts = sparse_bins({{0.5, 1, 2}, {1, 1, 1}}, 10, {}, zero_bin);
  EXPECT_EQ(counts.bin_count, 3u);
  EXPECT_EQ(counts.upper_bounds, std::vector<double>{0.25});
}

TEST(BinBounds, RareCategoriesAreUnseenOnes) {
  const FeatureBins bins = category_bins({5, 2, 0, 3}, 0, {});
  EXPECT_EQ(bins.bin_of_category, (std::vector<std::uint32_t>{1, 0, 0, 2}));
  EXPECT_EQ(bins.bin_count, 3u);
  EXPECT_TRUE(bins.has_missing);
  EXPECT_EQ(codes_of(bins, {2}, false), std::vector<std::uint32_t>{3});
  EXPECT_EQ(codes_of(bins, {2}, true), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_FALSE(category_bins({5, 0, 3}, 0, {}).has_missing);
}

TEST(BinBounds, TheMostFrequentOfVeryManyCategoriesHaveBins) {
  std::vector<std::int64_t> counts(100'000, 7);
  counts[99'999] = 8;
  const FeatureBins bins = category_bins(counts, 0, {});
  EXPECT_EQ(bins.bin_count, kMostBins);
  EXPECT_EQ(bins.bin_of_category[0], 1u);
  EXPECT_EQ(bins.bin_of_category[99'999], kMostCategoryBins - 1);
  EXPECT_EQ(bins.bin_of_category[kMostCategoryBins - 3], kMostCategoryBins - 2);
  EXPECT_EQ(bins.bin_of_category[kMostCategoryBins - 2], kMostCategoryBins);  // the last one is shared
  EXPECT_EQ(bins.bin_of_category[99'998], kMostCategoryBins);
  EXPECT_FALSE(bins.has_missing);
  const FeatureBins all = category_bins(std::vector<std::int64_t>(kMostCategoryBins, 3), 0, {});
  EXPECT_EQ(all.bin_count, kMostBins);
  EXPECT_EQ(all.bin_of_category.back(), kMostCategoryBins);
  const FeatureBins fewer = category_bins(std::vector<std::int64_t>(kMostCategoryBins - 1, 3), 0, {});
  EXPECT_EQ(fewer.bin_count, kMostBins - 1);
}

}  // namespace
}  // namespace millrace::trees
