// What the solvers that search along a direction share.
#pragma once

#include "linear/objective.h"

namespace millrace {

// Where a solver stands.
struct Point {
  Vector parameters;
  Vector gradient;
  double loss = 0;
};

// Moves `point` to parameters + step · direction with the first step of 1, ½, ¼ … that decreases the loss enough
// (Armijo, 1e-4), and evaluates the objective there last. `slope` is gradient · direction < 0. Differences within
// rounding count as a decrease. False, with the point and the objective as they were, when no step does.
bool line_search(Objective& objective, const Vector& direction, double slope, Point& point);

// Whether the predicted distance to the optimum is small enough to stop: with the gradient within tol 1e-10 of the
// loss, else 1e-13 of it (see logistic.h).
bool at_optimum(double gradient_norm, double tol, double predicted_decrease, double loss);

// Throws Error(VALUE_MISSING) unless the loss and the gradient are finite.
void check_finite(double loss, double gradient_norm);

}  // namespace millrace
