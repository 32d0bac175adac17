#include "linear/line_search.h"
#include "linear/solvers.h"
#include "linear/vector.h"

namespace millrace {

bool gradient_descent(Objective& objective, Vector& parameters, double learning_rate, const Limits& limits,
                      const RunContext& context, const RecordStep& record) {
  Vector gradient(objective.size());
  for (int step = 0;; ++step) {
    context.check();
    const double loss = objective.evaluate(parameters, gradient);
    const double norm = greatest_absolute(gradient);
    check_finite(loss, norm);
    record(step, loss, norm);
    if (norm <= limits.tol) return true;
    if (step == limits.max_iter) return false;
    add_scaled(parameters, -learning_rate, gradient);
  }
}

}  // namespace millrace
