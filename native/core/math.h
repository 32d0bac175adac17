// exp, expm1, log and log1p of the engine: plain arithmetic, so that a fit has the same bits on every processor (the C
// library's versions differ by processor), and free of branches, so that loops over them vectorise.
//
// Methods: argument reduction by ln 2 in two parts and a Taylor series (exp); the atanh series of (m - 1)/(m + 1) on
// [sqrt(1/2), sqrt(2)) (log); log1p from log by the first-order term of what 1 + x rounds away. Errors stay below
// 1.5 units in the last place (log1p: 2, expm1: 3) over the whole range (native/tests/math_test.cpp); NaN and
// infinities behave as in C.
//
// Everything is static: this header is compiled once per instruction set, and no copy may be merged with another.
#pragma once

#include <cstdint>

namespace millrace::math {

// ln 2 = kLn2High + kLn2Low; the high part has 42 bits, so its product with an exponent is exact.
static constexpr double kLn2High = 0x1.62e42fefa38p-1;
static constexpr double kLn2Low = 0x1.ef35793c7673p-45;

static inline double from_bits(std::uint64_t bits) { return __builtin_bit_cast(double, bits); }
static inline std::uint64_t to_bits(double value) { return __builtin_bit_cast(std::uint64_t, value); }

static inline double absolute(double x) { return from_bits(to_bits(x) & 0x7fffffffffffffffu); }

// 2^k for an integral k in [-1022, 1023]: adding 2^52 leaves the biased exponent in the low bits of the mantissa.
static inline double power_of_two(double k) { return from_bits(to_bits(k + (0x1p52 + 1023)) << 52); }

// x = n ln 2 + r with n the nearest integer; fraction is e^r - 1.
struct ReducedExponent {
  double n, fraction;
};

static inline ReducedExponent reduced_exponent(double x) {
  const double shift = 0x1.8p52;  // adding and subtracting it rounds to the nearest integer
  const double n = (x * 0x1.71547652b82fep0 + shift) - shift;
  const double r = (x - n * kLn2High) - n * kLn2Low;
  // sum of r^(k-2) / k!, k = 2 … 13
  double tail = 1.0 / 6227020800.0;
  tail = tail * r + 1.0 / 479001600.0;
  tail = tail * r + 1.0 / 39916800.0;
  tail = tail * r + 1.0 / 3628800.0;
  tail = tail * r + 1.0 / 362880.0;
  tail = tail * r + 1.0 / 40320.0;
  tail = tail * r + 1.0 / 5040.0;
  tail = tail * r + 1.0 / 720.0;
  tail = tail * r + 1.0 / 120.0;
  tail = tail * r + 1.0 / 24.0;
  tail = tail * r + 1.0 / 6.0;
  tail = tail * r + 0.5;
  return {n, r + (r * r) * tail};
}

static inline double exp(double x) {
  // Beyond these the result is 0 or infinity anyway; NaN passes both comparisons.
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  const auto [n, fraction] = reduced_exponent(x);
  // Two factors: n reaches 1024 and -1076, and a subnormal result must round once only.
  const double shift = 0x1.8p52;
  const double half = (n * 0.5 + shift) - shift;
  return ((1.0 + fraction) * power_of_two(half)) * power_of_two(n - half);
}

// exp(x) - 1: 2^n (1 + p) - 1 = 2^n p + (2^n - 1), with n and p as in exp, and halved so that n may reach 1024
static inline double expm1(double x) {
  x = x > 710.0 ? 710.0 : x;
  x = x < -50.0 ? -50.0 : x;
  const auto [n, fraction] = reduced_exponent(x);
  const double half = power_of_two(n - 1.0);
  return (half * fraction + (half - 0.5)) * 2.0;
}

static inline double log(double x) {
  const bool tiny = x < 0x1p-1022;
  const double scaled = tiny ? x * 0x1p54 : x;
  const std::uint64_t bits = to_bits(scaled);
  // scaled = m 2^k with m in [sqrt(1/2), sqrt(2)); the exponent is kept biased by 1024 to stay unsigned.
  const std::uint64_t biased = bits - 0x3fe6a09e667f3bcdu + (std::uint64_t{1024} << 52);
  const double exponent = from_bits((biased >> 52) | 0x4330000000000000u) - (0x1p52 + 1024);
  const double k = tiny ? exponent - 54.0 : exponent;
  const double m = from_bits(bits - (biased & 0xfff0000000000000u) + (std::uint64_t{1024} << 52));
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double series = 2.0 / 23.0;
  series = series * z + 2.0 / 21.0;
  series = series * z + 2.0 / 19.0;
  series = series * z + 2.0 / 17.0;
  series = series * z + 2.0 / 15.0;
  series = series * z + 2.0 / 13.0;
  series = series * z + 2.0 / 11.0;
  series = series * z + 2.0 / 9.0;
  series = series * z + 2.0 / 7.0;
  series = series * z + 2.0 / 5.0;
  series = series * z + 2.0 / 3.0;
  // log(1 + f) = 2s + s z series, rewritten with 2s = f - f^2/2 + s f^2/2 so that the leading term f is exact
  const double half_square = 0.5 * f * f;
  const double small = s * (half_square + z * series) + k * kLn2Low;
  double result = k * kLn2High - ((half_square - small) - f);
  result = x == 0.0 ? -__builtin_huge_val() : result;
  result = x < 0.0 ? __builtin_nan("") : result;
  return x < __builtin_huge_val() ? result : x;  // +infinity and NaN
}

// log(1 + x)
static inline double log1p(double x) {
  const double u = 1.0 + x;
  const double lost = x - (u - 1.0);
  const double result = log(u) + lost / u;
  // -1 and infinity, where the quotient is not a number
  return u > 0.0 && u < __builtin_huge_val() ? result : log(u);
}

}  // namespace millrace::math
