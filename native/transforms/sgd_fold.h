// Rows of a pass as steps of stochastic gradient descent.
#pragma once

#include <memory>

#include "linear/sgd.h"
#include "transforms/assemble.h"

namespace millrace {

class SgdFold : public Operation {
 public:
  // target: a slot of numbers or of codes; weight: of numbers, or -1.
  SgdFold(const Assembly& assembly, Slot target, Slot weight, std::shared_ptr<SgdFit> fit);
  void run(Run& run) override;

 private:
  Slot target_, weight_;
  std::shared_ptr<SgdFit> fit_;
  MatrixFold rows_;
};

}  // namespace millrace
