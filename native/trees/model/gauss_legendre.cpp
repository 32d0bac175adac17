#include "trees/model/gauss_legendre.h"

#include <cmath>

namespace millrace::trees {

namespace {

constexpr double kPi = 3.14159265358979323846;

// The Legendre polynomial of degree `count` at x in (-1, 1), and its derivative, by the three-term recurrence.
struct Legendre {
  double value;
  double derivative;
};

Legendre legendre(std::size_t count, double x) {
  double before = 1;
  double value = x;
  for (std::size_t k = 2; k <= count; ++k) {
    const auto n = static_cast<double>(k);
    const double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return {value, static_cast<double>(count) * (x * value - before) / (x * x - 1)};
}

}  // namespace

Quadrature gauss_legendre(std::size_t count) {
  Quadrature out{std::vector<double>(count), std::vector<double>(count)};
  const auto n = static_cast<double>(count);
  // Roots lie in pairs around 0; Newton's steps from the asymptotic places converge within a few.
  for (std::size_t i = 0; i < (count + 1) / 2; ++i) {
    double x = 2 * i + 1 == count ? 0 : std::cos(kPi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    for (int step = 0; step < 8 && 2 * i + 1 != count; ++step) {
      const Legendre at = legendre(count, x);
      x -= at.value / at.derivative;
    }
    const double slope = legendre(count, x).derivative;
    const double weight = 1 / ((1 - x * x) * slope * slope);
    out.points[i] = (1 - x) / 2;
    out.points[count - 1 - i] = (1 + x) / 2;
    out.weights[i] = out.weights[count - 1 - i] = weight;
  }
  return out;
}

}  // namespace millrace::trees
