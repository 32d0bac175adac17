#include <algorithm>
#include <cmath>
#include <limits>

#include "linear/conjugate_gradient.h"
#include "linear/line_search.h"
#include "linear/solvers.h"
#include "linear/vector.h"

namespace millrace {

bool newton_cg(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
               const RecordStep& record) {
  constexpr int kMaxProducts = 1000;
  Point point{parameters, Vector(objective.size())};
  point.loss = objective.evaluate(point.parameters, point.gradient);
  double norm = greatest_absolute(point.gradient);
  check_finite(point.loss, norm);
  record(0, point.loss, norm);
  if (norm == 0) return true;
  Vector scaled(point.gradient.size());
  objective.precondition(point.gradient, scaled);
  const double first = std::sqrt(std::max(0.0, dot(point.gradient, scaled)));
  bool converged = false;
  double before = std::numeric_limits<double>::infinity();
  Vector direction;
  for (int iteration = 1; iteration <= limits.max_iter; ++iteration) {
    context.check();
    objective.precondition(point.gradient, scaled);
    const double share = std::sqrt(std::max(0.0, dot(point.gradient, scaled))) / first;
    // Superlinear convergence without solving early systems further than their model holds.
    const double tolerance = std::clamp(std::sqrt(share), 0.1, 0.25);
    const double slope = conjugate_gradient(objective, point.gradient, tolerance, kMaxProducts, direction);
    // The system is solved to `tolerance`, so its decrease is the model's to the square of that.
    const double decrease = -0.5 * slope;
    converged = at_optimum(norm, limits.tol, decrease, point.loss) || at_rounding(decrease, before, point.loss);
    before = decrease;
    if (!(slope < 0) || !line_search(objective, direction, slope, point)) {
      converged = converged || at_rounding(decrease, 0, point.loss);
      break;
    }
    norm = greatest_absolute(point.gradient);
    record(iteration, point.loss, norm);
    if (converged) break;
  }
  parameters = point.parameters;
  return converged;
}

}  // namespace millrace
