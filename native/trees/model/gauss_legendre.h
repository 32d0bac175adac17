// Points and weights that integrate polynomials exactly.
#pragma once

#include <cstddef>
#include <vector>

namespace millrace::trees {

struct Quadrature {
  std::vector<double> points;   // ascending, within (0, 1)
  std::vector<double> weights;  // positive; their sum is 1
};

// Gauss–Legendre quadrature on [0, 1]: exact for polynomials of a degree up to 2 · count - 1.
Quadrature gauss_legendre(std::size_t count);

}  // namespace millrace::trees
