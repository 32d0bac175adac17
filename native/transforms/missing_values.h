// Which values of a column of any type are missing.
#pragma once

#include <string>

#include "transforms/program.h"

namespace millrace {

// out[r] = 1 where the column's value is missing, else 0.
class MissingOfColumn : public Operation {
 public:
  MissingOfColumn(Slot in, Slot out) : in_(in), out_(out) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
};

// A row whose number is 1 is at fault: a column without missing values in training misses one.
class RefuseMissing : public Operation {
 public:
  RefuseMissing(Slot indicator, std::string name) : indicator_(indicator), name_(std::move(name)) {}
  void run(Run& run) override;

 private:
  Slot indicator_;
  std::string name_;
};

}  // namespace millrace
