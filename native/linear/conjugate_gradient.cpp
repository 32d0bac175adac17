#include "linear/conjugate_gradient.h"

#include "linear/vector.h"

namespace millrace {

double conjugate_gradient(Objective& objective, const Vector& gradient, double tolerance, int max_iter,
                          Vector& direction) {
  const std::size_t size = gradient.size();
  direction.assign(size, 0.0);
  Vector residual(size), scaled(size), search(size), product(size);
  for (std::size_t i = 0; i < size; ++i) residual[i] = -gradient[i];
  objective.precondition(residual, scaled);
  search = scaled;
  double energy = dot(residual, scaled);
  const double goal = tolerance * tolerance * energy;
  for (int iteration = 0; iteration < max_iter && energy > goal && energy > 0; ++iteration) {
    objective.hessian_product(search, product);
    const double curvature = dot(search, product);
    // Rounding alone is left of a direction in which the Hessian is flat.
    if (!(curvature > 1e-16 * energy)) {
      if (iteration == 0) direction = search;
      break;
    }
    const double step = energy / curvature;
    add_scaled(direction, step, search);
    add_scaled(residual, -step, product);
    objective.precondition(residual, scaled);
    const double next = dot(residual, scaled);
    const double ratio = next / energy;
    for (std::size_t i = 0; i < size; ++i) search[i] = scaled[i] + ratio * search[i];
    energy = next;
  }
  return dot(direction, gradient);
}

}  // namespace millrace
