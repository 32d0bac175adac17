#include "expression/evaluate.h"

namespace millrace::expression {

Evaluation Expression::run(const std::vector<ColumnPtr>& columns, const double* row_ids, std::int64_t row_count) const {
  std::vector<Vector> made(steps_.size());
  std::vector<const Vector*> values(steps_.size());
  for (std::size_t at = 0; at < steps_.size(); ++at) {
    const Step& step = steps_[at];
    values[at] = &made[at];
    switch (step.what) {
      case Step::What::column:
        made[at] = vector_of(columns[static_cast<std::size_t>(step.column)]);
        break;
      case Step::What::row_ids:
        made[at].numbers = row_ids;
        break;
      case Step::What::constant:
        values[at] = &step.constant;
        break;
      case Step::What::call: {
        Call call;
        call.result = step.kind;
        call.rows = row_count;
        call.parameter = step.parameter;
        for (const int operand : step.operands) call.operands.push_back(values[static_cast<std::size_t>(operand)]);
        made[at] = step.kernel(call);
        if (!step.chooses) carry_marks(made[at], call.operands, row_count);
      }
    }
  }
  const Vector& result = *values.back();
  Evaluation out;
  out.column = column_of(result, row_count);
  for (std::int64_t row = 0; row < row_count; ++row) out.non_finite += result.marked(row);
  return out;
}

}  // namespace millrace::expression
