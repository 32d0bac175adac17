#include "reduction/matrix_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

std::int32_t width_of(const std::vector<Part>& parts) { return Assembly{parts, false}.column_count(); }

double checked_number(Run& run, std::int64_t row, double number, const Part& part) {
  if (std::isfinite(number)) [[likely]] {
    return number;
  }
  if (std::isnan(number)) {
    run.fault(row, "VALUE_MISSING", "'" + part.name + "' is missing", "put a simpleImputer before this step");
  } else {
    run.fault(row, "VALUE_INFINITE", "'" + part.name + "' is infinite", "replace infinite values first");
  }
  return 0.0;
}

void fill_rows(Run& run, const std::vector<Part>& parts, std::int64_t begin, std::int64_t end, double* rows,
               std::int32_t width) {
  const auto stride = static_cast<std::size_t>(width);
  std::fill(rows, rows + static_cast<std::size_t>(end - begin) * stride, 0.0);
  std::size_t first = 0;
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::numbers) {
      const Numbers& numbers = run.get<Numbers>(part.slot);
      double* at = rows + first;
      for (std::int64_t row = begin; row < end; ++row, at += stride) {
        *at = checked_number(run, row, numbers[static_cast<std::size_t>(row)], part);
      }
    } else {
      for_each_entry(run, part, begin, end, [&](std::int64_t row, std::uint32_t column, double value) {
        rows[static_cast<std::size_t>(row - begin) * stride + first + column] = value;
      });
    }
    first += static_cast<std::size_t>(part.width);
  }
}

}  // namespace millrace
