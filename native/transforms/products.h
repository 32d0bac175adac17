// Products of numbers: polynomial terms.
#pragma once

#include "transforms/program.h"

namespace millrace {

// out[r] = a[r] * b[r].
class MultiplyNumbers : public Operation {
 public:
  MultiplyNumbers(Slot a, Slot out, Slot b) : a_(a), b_(b), out_(out) {}
  void run(Run& run) override;

 private:
  Slot a_, b_, out_;
};

// out[r] = value.
class ConstantNumbers : public Operation {
 public:
  ConstantNumbers(Slot out, double value) : out_(out), value_(value) {}
  void run(Run& run) override;

 private:
  Slot out_;
  double value_;
};

}  // namespace millrace
