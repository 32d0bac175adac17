#include <algorithm>
#include <deque>

#include "linear/line_search.h"
#include "linear/solvers.h"
#include "linear/vector.h"

namespace millrace {

namespace {

struct Pair {
  Vector step;       // difference of parameters
  Vector change;     // difference of gradients
  double curvature;  // step · change > 0
};

}  // namespace

bool lbfgs(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
           const RecordStep& record) {
  constexpr std::size_t kPairs = 10;
  Point point{parameters, Vector(objective.size())};
  point.loss = objective.evaluate(point.parameters, point.gradient);
  double norm = greatest_absolute(point.gradient);
  check_finite(point.loss, norm);
  record(0, point.loss, norm);
  std::deque<Pair> pairs;
  for (int iteration = 1; iteration <= limits.max_iter && norm > limits.tol; ++iteration) {
    context.check();
    Vector q = point.gradient;
    double shares[kPairs];
    for (std::size_t i = pairs.size(); i-- > 0;) {
      shares[i] = dot(pairs[i].step, q) / pairs[i].curvature;
      add_scaled(q, -shares[i], pairs[i].change);
    }
    // The preconditioner stands in for the Hessian at the start: it knows the columns' scales.
    Vector direction(q.size());
    objective.precondition(q, direction);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const double share = dot(pairs[i].change, direction) / pairs[i].curvature;
      add_scaled(direction, shares[i] - share, pairs[i].step);
    }
    for (double& value : direction) value = -value;
    const double slope = dot(direction, point.gradient);
    const Point before = point;
    if (!(slope < 0) || !line_search(objective, direction, slope, point)) break;
    norm = greatest_absolute(point.gradient);
    record(iteration, point.loss, norm);
    Pair pair{Vector(direction.size()), Vector(direction.size()), 0};
    for (std::size_t i = 0; i < direction.size(); ++i) {
      pair.step[i] = point.parameters[i] - before.parameters[i];
      pair.change[i] = point.gradient[i] - before.gradient[i];
    }
    pair.curvature = dot(pair.step, pair.change);
    if (!(pair.curvature > 1e-16 * dot(pair.change, pair.change))) continue;
    if (pairs.size() == kPairs) pairs.pop_front();
    pairs.push_back(std::move(pair));
  }
  parameters = point.parameters;
  return norm <= limits.tol;
}

}  // namespace millrace
