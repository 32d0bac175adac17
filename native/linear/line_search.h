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
// (Armijo, 1e-4), and evaluates the objective there last. `slope` is gradient · direction < 0. Where the loss differs
// by rounding alone, the slope at the other end tells instead (the approximate Wolfe condition of Hager and Zhang
// 2005): a gradient has its digits long after the loss has lost them. False, with the point and the objective as they
// were, when no step does.
bool line_search(Objective& objective, const Vector& direction, double slope, Point& point);

// Whether to stop: the gradient is within tol, and the predicted distance to the optimum within 1e-10 of the loss (see
// logistic.h).
bool at_optimum(double gradient_norm, double tol, double predicted_decrease, double loss);

// Whether steps gain nothing any more, however small a gradient is asked for: a decrease that the loss can't show, and
// that is not even a quarter of the one before.
bool at_rounding(double predicted_decrease, double decrease_before, double loss);

// Throws Error(VALUE_MISSING) unless the loss and the gradient are finite.
void check_finite(double loss, double gradient_norm);

}  // namespace millrace
