// Preconditioned conjugate gradients on a Newton system.
#pragma once

#include "linear/objective.h"

namespace millrace {

// direction ≈ -Hessian⁻¹ gradient: stops when the residual, measured by the preconditioner, is at most `tolerance`
// times the gradient so measured, after max_iter products, or where the Hessian has no curvature. Without
// `preconditioned` the iterates stay in the span of gradients, so that a singular system tends to its shortest
// solution. Returns gradient · direction (<= 0).
double conjugate_gradient(Objective& objective, const Vector& gradient, double tolerance, int max_iter,
                          Vector& direction);

}  // namespace millrace
