#include "transforms/missing_values.h"

#include "core/row_hash.h"

namespace millrace {

void MissingOfColumn::run(Run& run) {
  const Column& column = run.column(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(static_cast<std::size_t>(column.length));
  for (std::int64_t row = 0; row < column.length; ++row) {
    out[static_cast<std::size_t>(row)] = is_missing(column, row) ? 1.0 : 0.0;
  }
}

void RefuseMissing::run(Run& run) {
  const Numbers& missing = run.get<Numbers>(indicator_);
  for (std::size_t row = 0; row < missing.size(); ++row) {
    if (missing[row] == 0) continue;
    run.fault(static_cast<std::int64_t>(row), "VALUE_MISSING",
              "column '" + name_ + "' is missing, which it never was in training",
              "fill it in, or set errorOnNew to false");
  }
}

}  // namespace millrace
