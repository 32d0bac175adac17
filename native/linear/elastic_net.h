// Least squares with penalties on the weights' absolute values and squares.
#pragma once

#include "linear/fit.h"
#include "parallel/pool.h"

namespace millrace {

struct ElasticNetOptions {
  double alpha = 1;     // >= 0
  double l1_ratio = 1;  // 0 … 1
  bool fit_intercept = true;
  bool positive = false;  // weights of at least 0
  int max_iter = 1000;
  double tol = 1e-6;            // of the duality gap, relative to the target's mean square
  std::string solver = "auto";  // "auto", "gram" or "columns"
};

// Minimises 1/(2W) Σ w_i (y_i - ŷ_i)² + alpha l1_ratio Σ|w_j| + ½ alpha (1 - l1_ratio) Σ w_j², as scikit-learn's
// ElasticNet; the history has that and the duality gap. Same bits whatever context.threads. Throws
// Error(OPTION_INVALID) and Cancelled.
LinearFit fit_elastic_net(const LinearProblem& problem, const ElasticNetOptions& options, const RunContext& context,
                          const OnStep& on_step);

// One fit for each of the alphas, each started where the one before ended, with what does not depend on alpha (the Gram
// matrix) made once. options.alpha is not looked at.
std::vector<LinearFit> fit_elastic_net_path(const LinearProblem& problem, const ElasticNetOptions& options,
                                            const std::vector<double>& alphas, const RunContext& context,
                                            const OnStep& on_step);

// The least alpha that leaves every weight at 0; infinite where l1_ratio is 0.
double greatest_alpha(const LinearProblem& problem, const ElasticNetOptions& options, const RunContext& context);

}  // namespace millrace
