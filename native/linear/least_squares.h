// Linear regression by least squares, with or without an L2 penalty.
#pragma once

#include "linear/fit.h"
#include "parallel/pool.h"

namespace millrace {

struct RidgeOptions {
  double alpha = 1;  // >= 0
  bool fit_intercept = true;
  int max_iter = 1000;
  double tol = 1e-9;  // of cg: the preconditioned gradient shrinks to this share of its first value
  // "auto", "cholesky", "cg" or "gradient-descent". "auto" takes cholesky up to a few thousand columns, cg beyond.
  std::string solver = "auto";
  double learning_rate = 0.1;  // of gradient-descent: max_iter updates parameters -= learning_rate * gradient
};

struct LeastSquaresOptions {
  bool fit_intercept = true;
  int max_iter = 1000;
  double tol = 1e-9;
  std::string solver = "auto";  // as above
  double learning_rate = 0.1;
};

// Minimises scikit-learn's objective Σ w_i (y_i - ŷ_i)² + alpha ‖weights‖², the intercept unpenalised. `loss` in the
// history is that divided by Σ w_i: without weights and penalty the mean squared error (1/n) Σ (ŷ_i - y_i)², whose
// gradient by a weight is (2/n) Σ (ŷ_i - y_i) x_i.
LinearFit fit_ridge(const LinearProblem& problem, const RidgeOptions& options, const RunContext& context,
                    const OnStep& on_step);

// The same without a penalty: the solution of least norm where columns depend on each other. A column counts as
// dependent when the part of it that the others do not explain is below 1e-6 of its deviation from the mean (the
// Gram matrix resolves no less). cg, from zero and without scaling, tends to the solution of least norm as well.
LinearFit fit_least_squares(const LinearProblem& problem, const LeastSquaresOptions& options, const RunContext& context,
                            const OnStep& on_step);

// Both: same bits whatever context.threads and the processor. They throw Error(OPTION_INVALID) and Cancelled.

}  // namespace millrace
