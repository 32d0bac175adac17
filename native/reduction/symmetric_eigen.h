// Eigenvalues and eigenvectors of a symmetric matrix.
#pragma once

#include <cstddef>
#include <vector>

#include "parallel/pool.h"

namespace millrace {

struct Eigen {
  std::vector<double> values;   // descending
  std::vector<double> vectors;  // [value][size]: one a row, of length 1
};

// matrix[size][size], both triangles. Householder's tridiagonal form and implicit QL steps (Bowdler, Martin, Reinsch
// and Wilkinson 1968). A vector's sign is such that its component of largest magnitude, the first of several, is
// positive. Error NOT_CONVERGED is impossible for finite input; numbers that are not finite are an Error
// VALUE_INFINITE.
Eigen symmetric_eigen(std::vector<double> matrix, std::size_t size, const RunContext& context);

}  // namespace millrace
