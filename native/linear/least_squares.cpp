#include "linear/least_squares.h"

#include <cmath>

#include "core/error.h"
#include "linear/conjugate_gradient.h"
#include "linear/line_search.h"
#include "linear/solver_choice.h"
#include "linear/solvers.h"
#include "linear/squared_objective.h"
#include "linear/symmetric_solver.h"
#include "linear/vector.h"

namespace millrace {

namespace {

// The normal equations, then corrections by the residual's gradient while they help: forming a Gram matrix squares the
// condition number, and a correction or two win the digits back.
bool solve_normal_equations(CentredSquares& objective, Vector& weights, const RunContext& context,
                            const RecordStep& record) {
  constexpr int kMaxSteps = 4;
  Vector gradient(weights.size());
  double norm = 0;
  const auto evaluate = [&](int step, const Vector& at, Vector& gradient_there) {
    const double loss = objective.evaluate(at, gradient_there);
    const double there = greatest_absolute(gradient_there);
    check_finite(loss, there);
    // The gradient tells whether a correction helped: the loss runs out of digits first.
    if (step > 1 && there >= norm) return false;
    record(step, loss, there);
    norm = there;
    return true;
  };
  evaluate(0, weights, gradient);
  if (norm == 0) return true;
  Vector gram;
  objective.hessian(gram);
  const SymmetricSolver solver(std::move(gram), objective.size(), context);
  for (int step = 1; step <= kMaxSteps && norm > 0; ++step) {
    Vector direction = gradient;
    solver.solve(direction);
    Vector trial = weights;
    add_scaled(trial, -1.0, direction);
    const double before = norm;
    Vector trial_gradient(weights.size());
    if (!evaluate(step, trial, trial_gradient)) break;
    weights.swap(trial);
    gradient.swap(trial_gradient);
    if (norm > 0.1 * before) break;
  }
  return true;
}

// Conjugate gradients, started again from the true gradient until it has shrunk to tol of its first size.
bool solve_iteratively(CentredSquares& objective, Vector& weights, const Limits& limits, const RunContext& context,
                       const RecordStep& record) {
  constexpr int kMaxRestarts = 10;
  Vector gradient(weights.size()), scaled(weights.size()), direction;
  double first = 0;
  for (int restart = 0;; ++restart) {
    context.check();
    const double loss = objective.evaluate(weights, gradient);
    const double norm = greatest_absolute(gradient);
    check_finite(loss, norm);
    record(restart, loss, norm);
    objective.precondition(gradient, scaled);
    const double size = std::sqrt(dot(gradient, scaled));
    if (restart == 0) first = size;
    if (size <= limits.tol * first) return true;
    if (restart == kMaxRestarts) return false;
    conjugate_gradient(objective, gradient, 0.5 * limits.tol * first / size, limits.max_iter, direction);
    add_scaled(weights, 1.0, direction);
  }
}

LinearFit fit_squares(const LinearProblem& problem, const RidgeOptions& options, const RunContext& context,
                      const OnStep& on_step) {
  check_options(options.solver, {"auto", "cholesky", "cg", "gradient-descent"}, options.max_iter, options.tol,
                options.learning_rate);
  if (!(options.alpha >= 0) || std::isinf(options.alpha)) {
    throw Error("OPTION_INVALID", "alpha is negative or not finite", "give an alpha of at least 0");
  }
  const Design design(problem, options.fit_intercept, context);
  SquaredObjective objective(design, options.alpha);
  LinearFit fit;
  fit.solver = options.solver;
  if (options.solver == "auto") fit.solver = prefers_cholesky(design, 1) ? "cholesky" : "cg";
  const RecordStep record = [&](int step, double loss, double gradient_norm) {
    fit.history.push_back({step, loss, gradient_norm});
    if (on_step) on_step(fit.history.back());
  };
  const Limits limits{options.max_iter, options.tol};
  Vector parameters(objective.size());
  if (fit.solver == "gradient-descent") {
    fit.converged = gradient_descent(objective, parameters, options.learning_rate, limits, context, record);
  } else {
    CentredSquares centred(objective);
    Vector weights(centred.size());
    fit.converged = fit.solver == "cholesky" ? solve_normal_equations(centred, weights, context, record)
                                             : solve_iteratively(centred, weights, limits, context, record);
    parameters = centred.with_intercept(weights);
  }
  design.store(parameters, 1, fit);
  return fit;
}

}  // namespace

LinearFit fit_ridge(const LinearProblem& problem, const RidgeOptions& options, const RunContext& context,
                    const OnStep& on_step) {
  return fit_squares(problem, options, context, on_step);
}

LinearFit fit_least_squares(const LinearProblem& problem, const LeastSquaresOptions& options, const RunContext& context,
                            const OnStep& on_step) {
  return fit_squares(problem,
                     {0.0, options.fit_intercept, options.max_iter, options.tol, options.solver, options.learning_rate},
                     context, on_step);
}

}  // namespace millrace
