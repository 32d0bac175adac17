// Arithmetic on parameter vectors. Serial: they are short beside the matrix, and one order of sums is enough.
#pragma once

#include <algorithm>
#include <cmath>

#include "linear/objective.h"

namespace millrace {

inline double dot(const Vector& a, const Vector& b) {
  // Sixteen partial sums: independent additions, and the same order for every instruction set.
  double lanes[16] = {};
  std::size_t i = 0;
  for (; i + 16 <= a.size(); i += 16) {
    for (std::size_t l = 0; l < 16; ++l) lanes[l] += a[i + l] * b[i + l];
  }
  for (std::size_t l = 0; i + l < a.size(); ++l) lanes[l] += a[i + l] * b[i + l];
  for (std::size_t width = 8; width > 0; width /= 2) {
    for (std::size_t l = 0; l < width; ++l) lanes[l] += lanes[l + width];
  }
  return lanes[0];
}

// y += factor x
inline void add_scaled(Vector& y, double factor, const Vector& x) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += factor * x[i];
}

// NaN where a value is NaN.
inline double greatest_absolute(const Vector& x) {
  double greatest = 0;
  for (double value : x) {
    if (!(std::abs(value) <= greatest)) greatest = std::abs(value);
    if (std::isnan(greatest)) return greatest;
  }
  return greatest;
}

}  // namespace millrace
