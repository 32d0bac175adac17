#include "linear/logistic.h"

#include <cmath>
#include <memory>

#include "core/error.h"
#include "linear/logistic_objective.h"
#include "linear/softmax_objective.h"
#include "linear/solver_choice.h"
#include "linear/solvers.h"

namespace millrace {

namespace {

void check_labels(const LinearProblem& problem, int class_count) {
  for (std::int64_t row = 0; row < problem.matrix->row_count; ++row) {
    const double label = problem.target[row];
    if (!(label >= 0 && label < class_count && label == std::floor(label))) {
      throw Error("TARGET_INVALID", "The target of row " + std::to_string(row) + " is no class index",
                  "give indices from 0 to " + std::to_string(class_count - 1));
    }
  }
}

}  // namespace

LinearFit fit_logistic(const LinearProblem& problem, const LogisticOptions& options, const RunContext& context,
                       const OnStep& on_step) {
  check_options(options.solver, {"auto", "newton-cholesky", "newton-cg", "lbfgs", "gradient-descent"}, options.max_iter,
                options.tol, options.learning_rate);
  if (options.class_count < 2) {
    throw Error("OPTION_INVALID", "There are fewer than two classes", "give a target with at least two classes");
  }
  if (!(options.C > 0)) throw Error("OPTION_INVALID", "C is not a positive number", "give a C above 0");
  check_labels(problem, options.class_count);

  const Design design(problem, options.fit_intercept, context);
  const std::int32_t outputs = options.class_count == 2 ? 1 : options.class_count;
  const double penalty = std::isinf(options.C) ? 0.0 : 1.0 / (options.C * design.weight_sum);
  std::unique_ptr<Objective> objective;
  if (outputs == 1) {
    objective = std::make_unique<LogisticObjective>(design, penalty);
  } else {
    objective = std::make_unique<SoftmaxObjective>(design, outputs, penalty);
  }

  LinearFit fit;
  fit.solver = options.solver;
  if (options.solver == "auto") fit.solver = prefers_cholesky(design, outputs) ? "newton-cholesky" : "newton-cg";
  const RecordStep record = [&](int step, double loss, double gradient_norm) {
    fit.history.push_back({step, loss, gradient_norm});
    if (on_step) on_step(fit.history.back());
  };
  const Limits limits{options.max_iter, options.tol};
  Vector parameters(objective->size());
  if (fit.solver == "newton-cholesky") {
    fit.converged = newton_cholesky(*objective, parameters, limits, context, record);
  } else if (fit.solver == "newton-cg") {
    fit.converged = newton_cg(*objective, parameters, limits, context, record);
  } else if (fit.solver == "lbfgs") {
    fit.converged = lbfgs(*objective, parameters, limits, context, record);
  } else {
    fit.converged = gradient_descent(*objective, parameters, options.learning_rate, limits, context, record);
  }
  design.store(parameters, outputs, fit);
  return fit;
}

}  // namespace millrace
