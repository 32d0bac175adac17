// The losses of stochastic gradient descent, of one prediction p: of y = ±1 for classes, of a number for regression.
#pragma once

#include <cmath>

#include "core/math.h"

namespace millrace {

enum class SgdLossKind {
  hinge,
  log_loss,
  modified_huber,
  squared_hinge,
  squared_error,
  huber,
  epsilon_insensitive,
  squared_epsilon_insensitive
};

struct SgdLoss {
  SgdLossKind kind = SgdLossKind::hinge;
  double bound = 1;  // the margin of hinges (0 for the perceptron), the epsilon of the others

  double value(double y, double p) const {
    switch (kind) {
      case SgdLossKind::hinge:
        return p * y <= bound ? bound - p * y : 0.0;
      case SgdLossKind::log_loss: {
        const double z = p * y;
        return z > 0 ? math::log1p(math::exp(-z)) : math::log1p(math::exp(z)) - z;
      }
      case SgdLossKind::modified_huber: {
        const double z = p * y;
        return z >= 1 ? 0.0 : z >= -1 ? (1 - z) * (1 - z) : -4 * z;
      }
      case SgdLossKind::squared_hinge: {
        const double z = bound - p * y;
        return z > 0 ? z * z : 0.0;
      }
      case SgdLossKind::squared_error:
        return 0.5 * (p - y) * (p - y);
      case SgdLossKind::huber: {
        const double r = std::fabs(p - y);
        return r <= bound ? 0.5 * r * r : bound * (r - 0.5 * bound);
      }
      case SgdLossKind::epsilon_insensitive: {
        const double r = std::fabs(y - p) - bound;
        return r > 0 ? r : 0.0;
      }
      case SgdLossKind::squared_epsilon_insensitive: {
        const double r = std::fabs(y - p) - bound;
        return r > 0 ? r * r : 0.0;
      }
    }
    return 0;
  }

  // The derivative by p.
  double slope(double y, double p) const {
    switch (kind) {
      case SgdLossKind::hinge:
        return p * y <= bound ? -y : 0.0;
      case SgdLossKind::log_loss:
        return -y / (1 + math::exp(p * y));
      case SgdLossKind::modified_huber: {
        const double z = p * y;
        return z >= 1 ? 0.0 : z >= -1 ? -2 * y * (1 - z) : -4 * y;
      }
      case SgdLossKind::squared_hinge: {
        const double z = bound - p * y;
        return z > 0 ? -2 * y * z : 0.0;
      }
      case SgdLossKind::squared_error:
        return p - y;
      case SgdLossKind::huber: {
        const double r = p - y;
        return std::fabs(r) <= bound ? r : r > 0 ? bound : -bound;
      }
      case SgdLossKind::epsilon_insensitive:
        return y - p > bound ? -1.0 : p - y > bound ? 1.0 : 0.0;
      case SgdLossKind::squared_epsilon_insensitive: {
        const double r = y - p;
        return r > bound ? -2 * (r - bound) : r < -bound ? 2 * (-r - bound) : 0.0;
      }
    }
    return 0;
  }
};

}  // namespace millrace
