// Folds over numbers: the same bits for any batches and parts, and the stated bounds of what is not exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/normal_quantile.h"
#include "transforms/cluster_edges.h"
#include "transforms/extrema.h"
#include "transforms/number_quantiles.h"
#include "transforms/number_sample.h"
#include "transforms/sparse_scaling.h"

namespace millrace {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> made(std::size_t count, int kinds = 0) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::vector<double> out(count);
  for (double& x : out) x = kinds > 0 ? static_cast<double>(random() % kinds) : std::exp(normal(random));
  for (std::size_t i = 0; i < count; i += 97) out[i] = kNan;
  return out;
}

template <typename State>
void feed(State& state, const std::vector<double>& numbers, std::size_t begin, std::size_t end, std::size_t batch) {
  for (std::size_t i = begin; i < end; i += batch) state.update(numbers.data() + i, std::min(batch, end - i));
}

TEST(Extrema, LeaveOutWhatIsMissingAndHaveNoNegativeZero) {
  const std::vector<double> numbers{kNan, -0.0, 0.0, kNan, -0.0};
  Extrema state;
  state.update(numbers.data(), numbers.size());
  const auto [any, min, max] = state.finish();
  EXPECT_TRUE(any);
  EXPECT_FALSE(std::signbit(min));
  EXPECT_FALSE(std::signbit(max));
  EXPECT_FALSE(Extrema().finish().any);
}

TEST(Extrema, AreTheSameInParts) {
  const std::vector<double> numbers = made(1000);
  Extrema whole, first, second;
  feed(whole, numbers, 0, 1000, 1000);
  feed(first, numbers, 0, 333, 7);
  feed(second, numbers, 333, 1000, 1);
  first.merge(second);
  EXPECT_EQ(whole.finish().min, first.finish().min);
  EXPECT_EQ(whole.finish().max, first.finish().max);
}

TEST(NumberQuantiles, SketchTheSameForAnyBatches) {
  const std::vector<double> numbers = made(200'000);
  NumberQuantiles whole(1'000), pieces(1'000);
  feed(whole, numbers, 0, numbers.size(), numbers.size());
  feed(pieces, numbers, 0, numbers.size(), 7);
  const SortedNumbers a = whole.finish(), b = pieces.finish();
  EXPECT_FALSE(a.is_exact);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.ends, b.ends);
}

TEST(NumberQuantiles, KeepToTheirBoundOfRanksWholeAndInParts) {
  const std::vector<double> numbers = made(1'000'000);
  std::vector<double> sorted;
  for (const double x : numbers) {
    if (!std::isnan(x)) sorted.push_back(x);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const int parts : {1, 4}) {
    NumberQuantiles state(10'000);
    for (int part = 0; part < parts; ++part) {
      NumberQuantiles own(10'000);
      const std::size_t share = numbers.size() / static_cast<std::size_t>(parts);
      feed(own, numbers, share * static_cast<std::size_t>(part), share * static_cast<std::size_t>(part + 1), 4096);
      state.merge(own);
    }
    const SortedNumbers found = state.finish();
    EXPECT_EQ(found.count(), static_cast<std::int64_t>(sorted.size()));
    for (int percent = 0; percent <= 100; ++percent) {
      const double x = found.quantile(percent / 100.0, QuantileMethod::linear);
      const auto rank = static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), x) - sorted.begin());
      EXPECT_NEAR(rank / static_cast<double>(sorted.size()), percent / 100.0, 1e-3) << percent << " % in " << parts;
    }
  }
}

TEST(NumberQuantiles, AreExactForFewDifferentNumbers) {
  const std::vector<double> numbers = made(100'000, 500);
  NumberQuantiles held, sketched(100);
  feed(held, numbers, 0, numbers.size(), 4096);
  feed(sketched, numbers, 0, numbers.size(), 4096);
  const SortedNumbers a = held.finish(), b = sketched.finish();
  EXPECT_TRUE(b.is_exact);
  for (int i = 0; i <= 1000; ++i) {
    EXPECT_EQ(a.quantile(i / 1000.0, QuantileMethod::hazen), b.quantile(i / 1000.0, QuantileMethod::hazen));
  }
}

TEST(NumberSample, DoesNotDependOnOrderOrParts) {
  const std::vector<double> numbers = made(50'000);
  std::mt19937_64 random(3);
  std::vector<double> keys(numbers.size());
  for (double& key : keys) key = static_cast<double>(random() >> 11) * 0x1p-53;
  NumberSample forward(1'000), first(1'000), second(1'000);
  forward.update(keys.data(), numbers.data(), numbers.size());
  second.update(keys.data(), numbers.data(), 20'000);
  for (std::size_t i = numbers.size(); i-- > 20'000;) first.update(&keys[i], &numbers[i], 1);
  first.merge(second);
  const SortedNumbers a = forward.finish(), b = first.finish();
  EXPECT_FALSE(a.is_exact);
  EXPECT_EQ(a.values, b.values);
  EXPECT_GT(a.values.size(), 900u);
}

TEST(SparseMoments, CountTheZeros) {
  CsrBlock rows;
  rows.row_count = 4;
  rows.offsets = {0, 1, 1, 3, 3};
  rows.indices = {1, 0, 1};
  rows.values = {2.0f, 5.0f, 4.0f};
  SparseMoments state(3);
  state.update(rows, nullptr);
  const auto result = state.finish();
  EXPECT_EQ(result.weight, 4);
  EXPECT_DOUBLE_EQ(result.means[1], 1.5);
  EXPECT_DOUBLE_EQ(result.variances[1], 2.75);
  EXPECT_DOUBLE_EQ(result.variances[0], 25.0 * 3 / 16);
  EXPECT_EQ(result.variances[2], 0);
}

TEST(NormalQuantile, InvertsTheDistribution) {
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_EQ(normal_quantile(0), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(normal_quantile(1.5)));
  for (const double p : {1e-300, 1e-20, 1e-7, 0.001, 0.07, 0.08, 0.3, 0.7, 0.93, 0.999}) {
    const double back = 0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0));
    EXPECT_NEAR(back / p, 1, 2e-13) << p;
  }
}

TEST(ClusterCentres, OfSeparateClumpsAreTheirMeans) {
  SortedNumbers numbers;
  numbers.values = {0, 1, 2, 50, 51, 100, 102};
  const std::vector<double> centres = cluster_centres(numbers, 3);
  ASSERT_EQ(centres.size(), 3u);
  EXPECT_NEAR(centres[0], 1, 1e-12);
  EXPECT_NEAR(centres[1], 50.5, 1e-12);
  EXPECT_NEAR(centres[2], 101, 1e-12);
}

}  // namespace
}  // namespace millrace
