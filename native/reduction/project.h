// Linear combinations of matrix columns: scores of components and discriminants.
#pragma once

#include <memory>
#include <vector>

#include "transforms/assemble.h"

namespace millrace {

// weights: [columns][outputs]; shift: [columns], taken off first.
struct Projection {
  Projection(std::vector<double> weights, std::vector<double> shift, std::size_t outputs);
  std::vector<double> weights, shift;
  std::size_t outputs;
};

// out[row][outputs] = (x - shift) · weights. Zeros of indicators and sparse rows cost nothing: what their shifts
// amount to is taken off at once. A missing number is a fault.
class Project : public Operation {
 public:
  Project(std::vector<Part> parts, Slot out, std::shared_ptr<const Projection> projection);
  void run(Run& run) override;

 private:
  std::vector<Part> parts_;
  Slot out_;
  std::shared_ptr<const Projection> projection_;
  std::vector<double> begin_;  // [outputs]: of a row whose numbers are at their shifts and all else is 0
};

}  // namespace millrace
