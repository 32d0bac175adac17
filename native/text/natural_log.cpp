// ln(x) = k ln 2 + 2 artanh((m - 1) / (m + 1)) with x = 2^k m and m near 1, in double-double arithmetic: numbers as an
// unevaluated sum of two doubles, some 106 bits. T. J. Dekker, "A floating-point technique for extending the available
// precision", Numerische Mathematik 18 (1971). Only sums, products and quotients of doubles, none of them fused.
#include "text/natural_log.h"

#include <array>
#include <cmath>

namespace millrace {

namespace {

struct Double2 {
  double high;
  double low;
};

constexpr Double2 fast_sum(double a, double b) {  // |a| >= |b|
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

constexpr Double2 exact_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

constexpr Double2 exact_product(double a, double b) {
  constexpr double kSplit = 134217729.0;  // 2^27 + 1
  const double a_big = kSplit * a;
  const double a_high = a_big - (a_big - a);
  const double a_low = a - a_high;
  const double b_big = kSplit * b;
  const double b_high = b_big - (b_big - b);
  const double b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

constexpr Double2 add(Double2 a, Double2 b) {
  const Double2 sum = exact_sum(a.high, b.high);
  return fast_sum(sum.high, sum.low + (a.low + b.low));
}

constexpr Double2 multiply(Double2 a, Double2 b) {
  const Double2 product = exact_product(a.high, b.high);
  return fast_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

constexpr Double2 divide(Double2 a, Double2 b) {
  const double first = a.high / b.high;
  const Double2 back = multiply(b, {first, 0.0});
  const double rest = ((a.high - back.high) - back.low) + a.low;
  return fast_sum(first, rest / b.high);
}

constexpr Double2 kLn2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

// 1, 1/3, 1/5, …: with |s| < 0.172 the first term left out is below 2^-110 of the first.
constexpr int kTerms = 22;
constexpr std::array<Double2, kTerms> kOddReciprocals = [] {
  std::array<Double2, kTerms> values{};
  for (int i = 0; i < kTerms; ++i) values[static_cast<std::size_t>(i)] = divide({1.0, 0.0}, {2.0 * i + 1.0, 0.0});
  return values;
}();

}  // namespace

double natural_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2.0;
    --exponent;
  }
  const Double2 s = divide({m - 1.0, 0.0}, exact_sum(m, 1.0));
  const Double2 square = multiply(s, s);
  Double2 series = kOddReciprocals[kTerms - 1];
  for (std::size_t i = kTerms - 1; i-- > 0;) series = add(multiply(series, square), kOddReciprocals[i]);
  const Double2 artanh = multiply(series, s);
  const Double2 log = add(multiply(kLn2, {static_cast<double>(exponent), 0.0}), {2.0 * artanh.high, 2.0 * artanh.low});
  return log.high + log.low;
}

}  // namespace millrace
