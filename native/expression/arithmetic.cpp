// Arithmetic on float64. Of the C library only what is exact by definition: floor, ceil, sqrt and fmod.
#include <cmath>

#include "expression/kernels.h"

namespace millrace::expression {

namespace {

template <typename Compute>
Vector unary(const Call& call, Compute compute) {
  Vector out = make_numbers(call.rows);
  const Vector& x = call[0];
  for (std::int64_t row = 0; row < call.rows; ++row) {
    out.own_numbers[static_cast<std::size_t>(row)] = compute(x.number(row));
  }
  settle(out, call);
  return out;
}

template <typename Compute>
Vector binary(const Call& call, Compute compute) {
  Vector out = make_numbers(call.rows);
  const Vector& x = call[0];
  const Vector& y = call[1];
  double* values = out.own_numbers.data();
  // Both as they lie in memory, so that the loop vectorises.
  if (x.stride == 1 && y.stride == 1) {
    for (std::int64_t row = 0; row < call.rows; ++row) values[row] = compute(x.numbers[row], y.numbers[row]);
  } else if (x.stride == 1) {
    const double right = y.numbers[0];
    for (std::int64_t row = 0; row < call.rows; ++row) values[row] = compute(x.numbers[row], right);
  } else {
    for (std::int64_t row = 0; row < call.rows; ++row) values[row] = compute(x.number(row), y.number(row));
  }
  settle(out, call);
  return out;
}

Vector subtract(const Call& call) {
  // Datetimes count microseconds; their difference is in seconds.
  if (call[0].kind == Kind::datetime) return binary(call, [](double x, double y) { return (x - y) / 1e6; });
  return binary(call, [](double x, double y) { return x - y; });
}

// The remainder with the sign of the divisor.
double floor_mod(double x, double y) {
  const double remainder = std::fmod(x, y);
  return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
}

double sign_of(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : x; }

// As JavaScript's: NaN passes through, and -0 is less than 0.
double least_of(double x, double y) {
  if (x != x || y != y) return kMissing;
  return x < y || (x == y && std::signbit(x)) ? x : y;
}
double greatest_of(double x, double y) {
  if (x != x || y != y) return kMissing;
  return x > y || (x == y && !std::signbit(x)) ? x : y;
}

Vector clip(const Call& call) {
  Vector out = make_numbers(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const double capped = least_of(call[0].number(row), call[2].number(row));
    out.own_numbers[static_cast<std::size_t>(row)] = greatest_of(capped, call[1].number(row));
  }
  settle(out, call);
  return out;
}

double half_to_even(double value) {
  const double below = std::floor(value);
  const double rest = value - below;
  if (rest != 0.5) return rest < 0.5 ? below : below + 1;
  return std::fmod(below, 2) == 0 ? below : below + 1;
}

Vector round(const Call& call) {
  const double scale = std::fabs(call.parameter);
  Call of_value = call;
  of_value.operands.resize(1);
  if (call.parameter > 0) {
    return unary(of_value, [scale](double value) {
      const double scaled = value * scale;
      return std::fabs(scaled) < 0x1p52 ? half_to_even(scaled) / scale : value;
    });
  }
  return unary(of_value, [scale](double value) { return half_to_even(value / scale) * scale; });
}

template <bool is_greatest>
Vector extreme(const Call& call) {
  Vector out = make_numbers(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    double best = kMissing;
    for (const Vector* operand : call.operands) {
      const double value = operand->number(row);
      if (best != best || (is_greatest ? value > best : value < best)) best = value;
    }
    out.own_numbers[static_cast<std::size_t>(row)] = best;
  }
  settle(out, call);
  return out;
}

Vector is_finite(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const double value = call[0].number(row);
    out.truths[static_cast<std::size_t>(row)] = value != value ? kUnknown : value - value == 0 ? kTrue : kFalse;
  }
  return out;
}

}  // namespace

void add_arithmetic(Kernels& kernels) {
  kernels.add("add", [](const Call& call) { return binary(call, [](double x, double y) { return x + y; }); });
  kernels.add("sub", subtract);
  kernels.add("mul", [](const Call& call) { return binary(call, [](double x, double y) { return x * y; }); });
  kernels.add("div", [](const Call& call) { return binary(call, [](double x, double y) { return x / y; }); });
  kernels.add("mod", [](const Call& call) { return binary(call, floor_mod); });
  kernels.add("neg", [](const Call& call) { return unary(call, [](double x) { return 0 - x; }); });
  kernels.add("abs", [](const Call& call) { return unary(call, [](double x) { return std::fabs(x); }); });
  kernels.add("sqrt", [](const Call& call) { return unary(call, [](double x) { return std::sqrt(x); }); });
  kernels.add("floor", [](const Call& call) { return unary(call, [](double x) { return std::floor(x); }); });
  kernels.add("ceil", [](const Call& call) { return unary(call, [](double x) { return std::ceil(x); }); });
  kernels.add("sign", [](const Call& call) { return unary(call, sign_of); });
  kernels.add("round", round);
  kernels.add("clip", clip);
  kernels.add("greatest", extreme<true>);
  kernels.add("least", extreme<false>);
  kernels.add("isFinite", is_finite);
}

}  // namespace millrace::expression
