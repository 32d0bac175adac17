// Rows scaled to unit length.
#pragma once

#include <string>
#include <vector>

#include "transforms/program.h"

namespace millrace {

enum class Norm { l1, l2, max };
Norm norm_named(const std::string& name);

// out[r] = the norm of row r over slots of numbers and of sparse rows together; 1 where it is 0. Missing numbers are
// left out.
class RowNorms : public Operation {
 public:
  RowNorms(std::vector<Slot> numbers, std::vector<Slot> sparse, Slot out, Norm norm)
      : numbers_(std::move(numbers)), sparse_(std::move(sparse)), out_(out), norm_(norm) {}
  void run(Run& run) override;

 private:
  std::vector<Slot> numbers_, sparse_;
  Slot out_;
  Norm norm_;
};

// out[r] = in[r] / by[r].
class DivideNumbers : public Operation {
 public:
  DivideNumbers(Slot in, Slot out, Slot by) : in_(in), out_(out), by_(by) {}
  void run(Run& run) override;

 private:
  Slot in_, out_, by_;
};

// Each value of sparse row r divided by by[r].
class DivideSparseRows : public Operation {
 public:
  DivideSparseRows(Slot in, Slot out, Slot by) : in_(in), out_(out), by_(by) {}
  void run(Run& run) override;

 private:
  Slot in_, out_, by_;
};

}  // namespace millrace
