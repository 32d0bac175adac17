#include "core/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace millrace {
namespace {

// Distance from the true value in units of the last place of the expected double.
double ulps(double actual, long double expected) {
  const double rounded = static_cast<double>(expected);
  if (std::isnan(rounded)) return std::isnan(actual) ? 0 : 1e9;
  if (std::isinf(rounded)) return actual == rounded ? 0 : 1e9;
  const double spacing =
      std::max(std::nextafter(std::fabs(rounded), std::numeric_limits<double>::infinity()) - std::fabs(rounded),
               std::numeric_limits<double>::denorm_min());
  return static_cast<double>(std::fabs(static_cast<long double>(actual) - expected) / spacing);
}

template <typename Ours, typename Theirs>
double worst_error(double low, double high, Ours ours, Theirs theirs) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(low, high);
  double worst = 0;
  for (int i = 0; i < 400000; ++i) {
    const double x = uniform(random);
    worst = std::max(worst, ulps(ours(x), theirs(static_cast<long double>(x))));
  }
  return worst;
}

constexpr double kBound = 1.5;
constexpr double kLog1pBound = 2.0;
constexpr double kExpm1Bound = 3.0;
const double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Math, ExpStaysWithinItsBound) {
  const auto theirs = [](long double x) { return std::exp(x); };
  for (const auto& [low, high] : {std::pair{-1.0, 1.0},
                                  {-30.0, 30.0},
                                  {-708.0, 709.7},
                                  {-746.0, -707.0},
                                  {709.0, 709.782712893384},
                                  {-1e-8, 1e-8}}) {
    EXPECT_LT(worst_error(low, high, math::exp, theirs), kBound) << low << " to " << high;
  }
}

TEST(Math, ExpAtItsEnds) {
  EXPECT_EQ(math::exp(0.0), 1.0);
  EXPECT_EQ(math::exp(-0.0), 1.0);
  EXPECT_EQ(math::exp(kInfinity), kInfinity);
  EXPECT_EQ(math::exp(710.0), kInfinity);
  EXPECT_EQ(math::exp(1e308), kInfinity);
  EXPECT_EQ(math::exp(-kInfinity), 0.0);
  EXPECT_EQ(math::exp(-1e308), 0.0);
  EXPECT_EQ(math::exp(-745.2), 0.0);
  EXPECT_EQ(math::exp(-745.0), std::numeric_limits<double>::denorm_min());
  EXPECT_TRUE(std::isnan(math::exp(kNan)));
}

TEST(Math, Expm1StaysWithinItsBound) {
  const auto theirs = [](long double x) { return std::expm1(x); };
  for (const auto& [low, high] :
       {std::pair{-1.0, 1.0}, {-0.4, 0.4}, {-1e-8, 1e-8}, {-60.0, 30.0}, {600.0, 709.7}, {709.0, 709.782712893384}}) {
    EXPECT_LT(worst_error(low, high, math::expm1, theirs), kExpm1Bound) << low << " to " << high;
  }
}

TEST(Math, Expm1AtItsEnds) {
  EXPECT_EQ(math::expm1(0.0), 0.0);
  EXPECT_EQ(math::expm1(kInfinity), kInfinity);
  EXPECT_EQ(math::expm1(711.0), kInfinity);
  EXPECT_EQ(math::expm1(-kInfinity), -1.0);
  EXPECT_EQ(math::expm1(-1e308), -1.0);
  EXPECT_TRUE(std::isnan(math::expm1(kNan)));
}

TEST(Math, LogStaysWithinItsBound) {
  const auto theirs = [](long double x) { return std::log(x); };
  for (const auto& [low, high] : {std::pair{0.5, 2.0}, {0.999, 1.001}, {1e-3, 1e3}, {1.0, 1e308}, {0.0, 1e-307}}) {
    EXPECT_LT(worst_error(low, high, math::log, theirs), kBound) << low << " to " << high;
  }
  std::mt19937_64 random(3);
  double worst = 0;
  for (int i = 0; i < 400000; ++i) {  // every exponent, subnormals included
    const double x = std::fabs(math::from_bits(random()));
    if (std::isfinite(x)) worst = std::max(worst, ulps(math::log(x), std::log(static_cast<long double>(x))));
  }
  EXPECT_LT(worst, kBound);
}

TEST(Math, LogAtItsEnds) {
  EXPECT_EQ(math::log(1.0), 0.0);
  EXPECT_EQ(math::log(0.0), -kInfinity);
  EXPECT_EQ(math::log(-0.0), -kInfinity);
  EXPECT_EQ(math::log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(math::log(-1.0)));
  EXPECT_TRUE(std::isnan(math::log(-kInfinity)));
  EXPECT_TRUE(std::isnan(math::log(kNan)));
  EXPECT_LT(ulps(math::log(5e-324), std::log(static_cast<long double>(5e-324))), kBound);
}

TEST(Math, Log1pStaysWithinItsBound) {
  const auto theirs = [](long double x) { return std::log1p(x); };
  for (const auto& [low, high] :
       {std::pair{-0.999999, 1.0}, {0.0, 1.0}, {-1e-3, 1e-3}, {-1e-15, 1e-15}, {0.0, 1e10}, {0.0, 1e308}}) {
    EXPECT_LT(worst_error(low, high, math::log1p, theirs), kLog1pBound) << low << " to " << high;
  }
  EXPECT_EQ(math::log1p(0.0), 0.0);
  EXPECT_EQ(math::log1p(1e-300), 1e-300);
  EXPECT_EQ(math::log1p(-1.0), -kInfinity);
  EXPECT_EQ(math::log1p(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(math::log1p(-1.5)));
  EXPECT_TRUE(std::isnan(math::log1p(kNan)));
}

}  // namespace
}  // namespace millrace
