// The rows a linear fit reads: the matrix with its weights, the moments of its columns, and coefficients in the layout
// that the matrix's kernels take.
#pragma once

#include <cstdint>

#include "linear/fit.h"
#include "linear/objective.h"
#include "parallel/pool.h"

namespace millrace {

// Checks the weights (Error WEIGHT_INVALID) and returns their sum; the row count without weights.
double total_weight(const LinearProblem& problem);

struct Design {
  Design(const LinearProblem& problem, bool fit_intercept, const RunContext& context);

  const FeatureMatrix& matrix;
  const double* target;
  const double* weight;  // or null
  const RunContext& context;
  bool fit_intercept;
  double weight_sum;
  std::int32_t columns;
  std::int32_t width;   // parameters per output: columns, and 1 for the intercept
  std::int32_t stride;  // coefficients per output in a kernel: padded for dense rows
  Vector means;         // [columns]: weighted means; 0 without an intercept
  Vector variances;     // [columns]: weighted mean squares about `means`

  const double* weight_of(std::size_t block) const { return weight ? weight + block * kBlockRows : nullptr; }
  const double* target_of(std::size_t block) const { return target + block * kBlockRows; }

  // One output's parameters[width] to coefficients[stride] and the intercept returned.
  double unpack(const double* parameters, double* coefficients) const;

  // parameters[outputs][width] to the fit's weights and intercepts
  void store(const Vector& parameters, std::int32_t outputs, LinearFit& fit) const;

  // residual to result for one output, by the Hessian curvature · (covariance of the columns' diagonal) + penalty in
  // coordinates where the columns are centred: result = M⁻¹ residual.
  void precondition(const double* residual, double curvature, double penalty, double* result) const;
};

}  // namespace millrace
