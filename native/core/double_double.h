// Sums of twice the digits of a double: a pair of doubles whose sum is the value (Dekker 1971; Knuth's two-sum). Sums
// of numbers of one magnitude keep some 30 digits, so that one of them can be taken out again and the order of
// addition shows in no rounded result. Needs no fused operations.
#pragma once

namespace millrace {

struct DoubleDouble {
  double high = 0, low = 0;
  double value() const { return high + low; }
};

// a + b without loss.
inline DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

// a · b without loss, unless it leaves the range of a double.
inline DoubleDouble two_product(double a, double b) {
  constexpr double kSplit = 134217729.0;  // 2^27 + 1
  const auto split = [](double x) {
    const double scaled = kSplit * x;
    const double high = scaled - (scaled - x);
    return DoubleDouble{high, x - high};
  };
  const double product = a * b;
  const DoubleDouble x = split(a), y = split(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = two_sum(a.high, b.high);
  const DoubleDouble low = two_sum(a.low, b.low);
  const DoubleDouble sum = two_sum(high.high, high.low + low.high);
  return two_sum(sum.high, sum.low + low.low);
}
inline DoubleDouble operator-(DoubleDouble a) { return {-a.high, -a.low}; }
inline DoubleDouble operator-(DoubleDouble a, DoubleDouble b) { return a + -b; }

inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.high, b.high);
  return two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

inline DoubleDouble operator/(DoubleDouble a, double b) {
  const double first = a.high / b;
  const DoubleDouble rest = a - two_product(first, b);
  return two_sum(first, rest.value() / b);
}

}  // namespace millrace
