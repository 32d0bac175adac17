// What every linear fit takes and gives back.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace millrace {

// A fit reads these for as long as it runs.
struct LinearProblem {
  const FeatureMatrix* matrix;
  const double* target;            // [row_count]: the class's index 0 … class_count - 1, or the value
  const double* weight = nullptr;  // [row_count], >= 0; null: every row weighs 1
};

// The state after `step` updates; step 0 is the start, all coefficients 0.
struct FitStep {
  int step;
  double loss;           // the objective per unit of weight; each fit's header says which
  double gradient_norm;  // greatest absolute derivative of that loss by a weight or an intercept
  // How far the loss is above the optimum at most, of solvers that know; else NaN.
  double gap = std::numeric_limits<double>::quiet_NaN();
};

// Called on the thread that fits.
using OnStep = std::function<void(const FitStep&)>;

struct LinearFit {
  std::vector<double> weights;     // [outputs][column_count]; outputs is 1 for binary and regression
  std::vector<double> intercepts;  // [outputs]; 0 when none was fitted
  std::vector<FitStep> history;
  bool converged = false;
  std::string solver;  // the one that ran, where "auto" was asked for
};

}  // namespace millrace
