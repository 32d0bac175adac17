#include "linear/elastic_net.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "linear/coordinate_descent.h"
#include "linear/solver_choice.h"
#include "linear/vector.h"

namespace millrace {

namespace {

void check(const ElasticNetOptions& options) {
  check_options(options.solver, {"auto", "gram", "columns"}, options.max_iter, options.tol, 1);
  if (!(options.l1_ratio >= 0 && options.l1_ratio <= 1)) {
    throw Error("OPTION_INVALID", "l1_ratio is not between 0 and 1", "give 1 for the lasso, 0 for ridge alone");
  }
}

// A Gram matrix costs rows · columns² once, a sweep by columns rows · columns: a path of sweeps costs more than it for
// anything but many columns.
bool prefers_gram(const Design& design) {
  constexpr std::int32_t kMostColumns = 2048;
  constexpr double kSweeps = 200;
  if (design.columns > kMostColumns) return false;
  const double stored = static_cast<double>(design.matrix.value_count());
  const double per_row = stored / static_cast<double>(design.matrix.row_count);
  return per_row / 2 <= kSweeps;
}

double target_mean(const Design& design) {
  double sum = 0;
  for (std::int64_t row = 0; row < design.matrix.row_count; ++row) {
    sum += (design.weight ? design.weight[row] : 1) * design.target[row];
  }
  return sum / design.weight_sum;
}

}  // namespace

std::vector<LinearFit> fit_elastic_net_path(const LinearProblem& problem, const ElasticNetOptions& options,
                                            const std::vector<double>& alphas, const RunContext& context,
                                            const OnStep& on_step) {
  check(options);
  for (const double alpha : alphas) {
    if (!(alpha >= 0) || std::isinf(alpha)) {
      throw Error("OPTION_INVALID", "alpha is negative or not finite", "give an alpha of at least 0");
    }
  }
  const Design design(problem, options.fit_intercept, context);
  const bool by_gram = options.solver == "auto" ? prefers_gram(design) : options.solver == "gram";
  const auto quadratic = by_gram ? gram_quadratic(design) : column_quadratic(design);
  const double mean = design.fit_intercept ? target_mean(design) : 0;
  Vector weights(quadratic->size());
  std::vector<LinearFit> fits;
  for (const double alpha : alphas) {
    LinearFit& fit = fits.emplace_back();
    fit.solver = by_gram ? "coordinate-descent on the gram matrix" : "coordinate-descent by columns";
    const ElasticNetPenalty penalty{alpha * options.l1_ratio, alpha * (1 - options.l1_ratio), options.positive};
    fit.converged = coordinate_descent(*quadratic, penalty, weights, {options.max_iter, options.tol}, context,
                                       [&](int sweep, double loss, double gradient_norm, double gap) {
                                         fit.history.push_back({sweep, loss, gradient_norm, gap});
                                         if (on_step) on_step(fit.history.back());
                                       });
    fit.weights.assign(weights.begin(), weights.end());
    fit.intercepts = {design.fit_intercept ? mean - dot(weights, design.means) : 0};
  }
  return fits;
}

LinearFit fit_elastic_net(const LinearProblem& problem, const ElasticNetOptions& options, const RunContext& context,
                          const OnStep& on_step) {
  return std::move(fit_elastic_net_path(problem, options, {options.alpha}, context, on_step)[0]);
}

double greatest_alpha(const LinearProblem& problem, const ElasticNetOptions& options, const RunContext& context) {
  check(options);
  if (options.l1_ratio == 0) return std::numeric_limits<double>::infinity();
  const Design design(problem, options.fit_intercept, context);
  const auto quadratic = column_quadratic(design);
  double greatest = 0;
  for (std::size_t j = 0; j < quadratic->size(); ++j) {
    const double towards = -quadratic->derivative(j);
    greatest = std::max(greatest, options.positive ? towards : std::abs(towards));
  }
  return greatest / options.l1_ratio;
}

}  // namespace millrace
