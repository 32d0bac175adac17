// Logistic regression: binary, or multinomial (softmax) for more than two classes.
#pragma once

#include "linear/fit.h"
#include "parallel/pool.h"

namespace millrace {

struct LogisticOptions {
  int class_count = 2;
  double C = 1;  // inverse strength of the penalty; infinity: none
  bool fit_intercept = true;
  int max_iter = 100;
  double tol = 1e-6;
  // "auto", "newton-cholesky", "newton-cg", "lbfgs" or "gradient-descent". "auto" takes newton-cholesky where forming
  // and factoring the Hessian is cheaper than some twenty products with it, newton-cg elsewhere; the choice depends on
  // the matrix's shape and number of stored values only.
  std::string solver = "auto";
  double learning_rate = 0.1;  // of gradient-descent: max_iter updates parameters -= learning_rate * gradient
};

// Minimises scikit-learn's objective C Σ w_i logloss_i + ½ ‖weights‖², the intercepts unpenalised. `loss` in the
// history is that divided by C Σ w_i (for C = infinity: the mean log loss); gradient_norm belongs to the same quotient,
// so tol compares to scikit-learn's. Two classes give one weight vector, of class 1; K > 2 classes give K vectors.
//
// The Newton solvers report convergence when gradient_norm <= tol and the distance to the optimum that the Newton
// model predicts is below 1e-10 of the loss; or, for gradients that rounding keeps above tol, when that distance is
// below 1e-13 of the loss and falls no further. lbfgs and gradient-descent have gradient_norm <= tol alone. Where the
// optimum is not finite (separable classes, C = infinity) a fit stops at max_iter with converged = false.
// Collinear columns without a penalty have many optima; newton-cholesky steps along the shortest solution.
//
// Same bits whatever context.threads and the processor. Throws Error(OPTION_INVALID) on an option out of range,
// Error(TARGET_INVALID) on a class index out of range, Error(WEIGHT_INVALID) on weights that are negative, not finite
// or all zero, Error(VALUE_MISSING) when features are not finite, and Cancelled.
LinearFit fit_logistic(const LinearProblem& problem, const LogisticOptions& options, const RunContext& context,
                       const OnStep& on_step);

}  // namespace millrace
