// Power transforms towards the normal distribution: Box and Cox (1964), Yeo and Johnson (2000).
#pragma once

#include <string>
#include <vector>

#include "transforms/program.h"
#include "transforms/sorted_numbers.h"

namespace millrace {

enum class PowerMethod { yeo_johnson, box_cox };
PowerMethod power_method(const std::string& name);

// out[r] = (the transform of in[r] - shift) / scale. For Box-Cox a number that is not above 0 is a fault.
class PowerNumbers : public Operation {
 public:
  PowerNumbers(Slot in, Slot out, PowerMethod method, double lambda, double shift, double scale, std::string name)
      : in_(in), out_(out), method_(method), lambda_(lambda), shift_(shift), scale_(scale), name_(std::move(name)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  PowerMethod method_;
  double lambda_, shift_, scale_;
  std::string name_;
};

// out[r] = the logarithm whose mean the likelihood of a transform has: sign(x) log(1 + |x|), or log(x).
class PowerLogarithms : public Operation {
 public:
  PowerLogarithms(Slot in, Slot out, PowerMethod method) : in_(in), out_(out), method_(method) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  PowerMethod method_;
};

// The transform under which the numbers are most likely normal, and the moments of what it makes of them.
struct PowerFit {
  double lambda;
  double mean, variance;
  double greatest_logarithm;  // in absolute value: how fast the transform changes with lambda
};
// There must be a number; for Box-Cox all must be above 0. Numbers that are all equal give lambda 1.
PowerFit fit_power(const SortedNumbers& numbers, PowerMethod method);

}  // namespace millrace
