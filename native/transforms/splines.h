// Numbers as the values of B-splines.
#pragma once

#include <string>
#include <vector>

#include "transforms/program.h"

namespace millrace {

// What splines are beyond the outermost base knots.
enum class Extrapolation { error, constant, linear, proceed, periodic };
Extrapolation extrapolation_named(const std::string& name);

struct SplineBasis {
  std::vector<double> knots;  // ascending, with `degree` more at either end than the base knots
  int degree;
  Extrapolation extrapolation;
  bool include_bias;  // false: the last spline is left out
  bool missing_as_zeros;
  std::string name;  // for messages

  // Splines of the basis: as many as there are, before the bias is left out.
  std::size_t spline_count() const;
};

// Slots out … out + count - 1 hold the splines' values, each one a row: missing where the number is, or all 0.
class EvaluateSplines : public Operation {
 public:
  EvaluateSplines(Slot in, Slot out, SplineBasis basis);
  void run(Run& run) override;
  static std::size_t output_count(const SplineBasis& basis);

 private:
  // The splines of one stretch between knots: values[m] is that of spline interval - degree + m.
  struct Local {
    std::size_t interval;
    std::vector<double> values;
  };
  std::size_t interval_of(double x) const;
  void evaluate(double x, bool derivative, Local& out) const;
  bool locate(double x, Local& out) const;

  Slot in_, out_;
  SplineBasis basis_;
  std::size_t spline_count_, output_count_;
  double low_, high_;                                      // the outermost base knots
  Local at_low_, at_high_, slope_at_low_, slope_at_high_;  // for the linear continuation
};

}  // namespace millrace
