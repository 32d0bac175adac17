// Minima of functions of one number.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

namespace millrace {

struct Interval {
  double low, high;
};

// A stretch that holds a minimum: from two points, downhill in growing steps until the function rises.
template <typename F>
Interval bracket(F&& f, Interval start) {
  constexpr double kGolden = 1.618034;
  double a = start.low, b = start.high;
  double fa = f(a), fb = f(b);
  if (fa < fb) {
    std::swap(a, b);
    std::swap(fa, fb);
  }
  double c = b + kGolden * (b - a), fc = f(c);
  for (int step = 0; fc < fb && step < 200; ++step) {
    a = b;
    b = c;
    fb = fc;
    c = b + kGolden * (b - a);
    fc = f(c);
  }
  return {std::min(a, c), std::max(a, c)};
}

// Brent's method (1973): parabolas through the three best points, and golden sections where those do not help. Stops
// where the point moves by less than `tolerance`.
template <typename F>
double minimize(F&& f, Interval within, double tolerance) {
  constexpr double kSection = 0.3819660112501051;  // (3 - sqrt(5)) / 2
  constexpr double kRounding = 1.4901161193847656e-8;
  double a = within.low, b = within.high;
  double best = a + kSection * (b - a), second = best, third = best;
  double f_best = f(best), f_second = f_best, f_third = f_best;
  double step = 0, step_before = 0;
  for (int round = 0; round < 500; ++round) {
    const double middle = 0.5 * (a + b);
    const double least = kRounding * std::fabs(best) + tolerance / 3;
    if (std::fabs(best - middle) <= 2 * least - 0.5 * (b - a)) break;
    bool is_parabola = false;
    if (std::fabs(step_before) > least) {
      const double r = (best - second) * (f_best - f_third);
      double q = (best - third) * (f_best - f_second);
      double p = (best - third) * q - (best - second) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = std::fabs(q);
      const double limit = step_before;
      step_before = step;
      if (std::fabs(p) < std::fabs(0.5 * q * limit) && p > q * (a - best) && p < q * (b - best)) {
        step = p / q;
        const double next = best + step;
        if (next - a < 2 * least || b - next < 2 * least) step = std::copysign(least, middle - best);
        is_parabola = true;
      }
    }
    if (!is_parabola) {
      step_before = best < middle ? b - best : a - best;
      step = kSection * step_before;
    }
    const double next = best + std::copysign(std::max(std::fabs(step), least), step);
    const double f_next = f(next);
    if (f_next <= f_best) {
      (next < best ? b : a) = best;
      third = std::exchange(second, std::exchange(best, next));
      f_third = std::exchange(f_second, std::exchange(f_best, f_next));
      continue;
    }
    (next < best ? a : b) = next;
    if (f_next <= f_second || second == best) {
      third = std::exchange(second, next);
      f_third = std::exchange(f_second, f_next);
    } else if (f_next <= f_third || third == best || third == second) {
      third = next;
      f_third = f_next;
    }
  }
  return best;
}

}  // namespace millrace
