#include "linear/line_search.h"

#include <cmath>

#include "core/error.h"
#include "linear/vector.h"

namespace millrace {

bool line_search(Objective& objective, const Vector& direction, double slope, Point& point) {
  constexpr int kMaxHalvings = 40;
  constexpr double kDecrease = 1e-4;
  const double rounding = 1e-14 * std::abs(point.loss);
  Point trial{Vector(point.parameters.size()), Vector(point.gradient.size())};
  double step = 1;
  for (int halving = 0; halving < kMaxHalvings; ++halving, step *= 0.5) {
    for (std::size_t i = 0; i < direction.size(); ++i) {
      trial.parameters[i] = point.parameters[i] + step * direction[i];
    }
    trial.loss = objective.evaluate(trial.parameters, trial.gradient);
    const bool is_less = trial.loss <= point.loss + kDecrease * step * slope;
    if (is_less ||
        (trial.loss <= point.loss + rounding && dot(trial.gradient, direction) <= (2 * kDecrease - 1) * slope)) {
      std::swap(point, trial);
      return true;
    }
  }
  objective.evaluate(point.parameters, trial.gradient);
  return false;
}

bool at_optimum(double gradient_norm, double tol, double predicted_decrease, double loss) {
  return gradient_norm <= tol && predicted_decrease <= 1e-10 * std::abs(loss);
}

bool at_rounding(double predicted_decrease, double decrease_before, double loss) {
  return predicted_decrease <= 1e-13 * std::abs(loss) && !(predicted_decrease < 0.25 * decrease_before);
}

void check_finite(double loss, double gradient_norm) {
  if (std::isfinite(loss) && std::isfinite(gradient_norm)) return;
  throw Error("VALUE_MISSING", "The loss is not finite: a feature or target is missing, infinite or too large",
              "impute missing values and scale the features, or take a smaller learning rate");
}

}  // namespace millrace
