// An expression compiled to a flat program, run on the columns of a batch where they lie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "expression/kernels.h"

namespace millrace::expression {

// One step: a column, the row ids, a constant, or a call on the results of earlier steps.
struct Step {
  enum class What : std::uint8_t { column, row_ids, constant, call } what = What::constant;
  Kind kind = Kind::number;
  int column = 0;
  Vector constant;
  Kernel kernel = nullptr;
  bool chooses = false;  // takes marks along by itself
  double parameter = 0;
  std::vector<int> operands;
};

struct Evaluation {
  ColumnPtr column;
  std::int64_t non_finite = 0;
};

// Steps in order, the last one's value being the result: a number, a truth value or an instant.
class Expression {
 public:
  explicit Expression(std::vector<Step> steps) : steps_(std::move(steps)) {}

  // row_ids[row_count]
  Evaluation run(const std::vector<ColumnPtr>& columns, const double* row_ids, std::int64_t row_count) const;

 private:
  std::vector<Step> steps_;
};

}  // namespace millrace::expression
