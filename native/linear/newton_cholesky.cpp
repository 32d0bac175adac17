#include <limits>

#include "linear/line_search.h"
#include "linear/solvers.h"
#include "linear/symmetric_solver.h"
#include "linear/vector.h"

namespace millrace {

bool newton_cholesky(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
                     const RecordStep& record) {
  Point point{parameters, Vector(objective.size())};
  point.loss = objective.evaluate(point.parameters, point.gradient);
  double norm = greatest_absolute(point.gradient);
  check_finite(point.loss, norm);
  record(0, point.loss, norm);
  bool converged = norm == 0;
  double before = std::numeric_limits<double>::infinity();
  for (int iteration = 1; iteration <= limits.max_iter && !converged; ++iteration) {
    Vector hessian;
    objective.hessian(hessian);
    const SymmetricSolver solver(std::move(hessian), objective.size(), context);
    Vector direction(point.gradient.size());
    for (std::size_t i = 0; i < direction.size(); ++i) direction[i] = -point.gradient[i];
    solver.solve(direction);
    const double slope = dot(direction, point.gradient);
    if (!(slope < 0) || !line_search(objective, direction, slope, point)) {
      // No step decreases the loss: rounding is all that is left, if the model agrees.
      converged = at_rounding(-0.5 * slope, 0, point.loss);
      break;
    }
    norm = greatest_absolute(point.gradient);
    record(iteration, point.loss, norm);
    // The factor of the step before serves the estimate: near the optimum the Hessian hardly changes.
    Vector next = point.gradient;
    solver.solve(next);
    const double decrease = 0.5 * dot(next, point.gradient);
    converged = at_optimum(norm, limits.tol, decrease, point.loss) || at_rounding(decrease, before, point.loss);
    before = decrease;
  }
  parameters = point.parameters;
  return converged;
}

}  // namespace millrace
