// Solves systems with a symmetric positive semi-definite matrix by Cholesky factorisation.
#pragma once

#include <cstddef>
#include <vector>

#include "linear/objective.h"
#include "parallel/pool.h"

namespace millrace {

// The matrix is scaled to a unit diagonal first, so columns of very different scale do no harm. A blocked
// factorisation runs on the pool. When a scaled pivot falls below kSmallestPivot the matrix counts as singular, and it
// is factored again with diagonal pivoting (the method of LAPACK's pstrf); solutions are then the shortest ones.
class SymmetricSolver {
 public:
  // A column is dependent when the part of it that the others leave is below 1e-6 of its size: the square of that.
  static constexpr double kSmallestPivot = 1e-12;

  // matrix[size][size], both triangles; it is taken over.
  SymmetricSolver(Vector matrix, std::size_t size, const RunContext& context);

  // In place: right-hand side to solution, of least norm if the matrix is singular (the right-hand side must then be
  // in its range).
  void solve(Vector& x) const;

  std::size_t rank() const { return rank_; }

 private:
  bool factor(const RunContext& context);
  void factor_pivoted(const RunContext& context);
  void find_null_space(const RunContext& context);
  void project_from_null_space(Vector& x) const;

  std::size_t size_;
  std::size_t rank_;
  Vector matrix_;  // lower triangle: the factor; strict upper triangle: the scaled matrix, to start again from
  Vector scale_;   // [size]: 1 / sqrt(diagonal), 1 where that is 0
  Vector diagonal_;
  std::vector<std::size_t> order_;  // with pivoting: row i of the factor is row order_[i] of the matrix
  Vector null_space_;               // [size - rank][size], an orthonormal basis
};

}  // namespace millrace
