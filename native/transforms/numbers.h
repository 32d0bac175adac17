// Columns as numbers, and the arithmetic of imputers and scalers on them.
#pragma once

#include "transforms/program.h"

namespace millrace {

// numbers[r] = the column's value as float64, NaN where missing. An infinite value is a fault, and so is text that is
// no number.
class ToNumbers : public Operation {
 public:
  ToNumbers(Slot column, Slot out, std::string name) : column_(column), out_(out), name_(std::move(name)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }

 private:
  void parse(const Column& column, Numbers& numbers, Run& run) const;

  Slot column_, out_;
  std::string name_;
};

// out[r] = in[r], or `fill` where missing.
class FillNumbers : public Operation {
 public:
  FillNumbers(Slot in, Slot out, double fill) : in_(in), out_(out), fill_(fill) {}
  void run(Run& run) override;
  bool independent() const override { return true; }

 private:
  Slot in_, out_;
  double fill_;
};

// out[r] = 1 where in[r] is missing, else 0.
class MissingIndicator : public Operation {
 public:
  MissingIndicator(Slot in, Slot out) : in_(in), out_(out) {}
  void run(Run& run) override;
  bool independent() const override { return true; }

 private:
  Slot in_, out_;
};

// out[r] = (in[r] - shift) / scale.
class ScaleNumbers : public Operation {
 public:
  ScaleNumbers(Slot in, Slot out, double shift, double scale) : in_(in), out_(out), shift_(shift), scale_(scale) {}
  void run(Run& run) override;
  bool independent() const override { return true; }

 private:
  Slot in_, out_;
  double shift_, scale_;
};

}  // namespace millrace
