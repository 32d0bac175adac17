// The features of a run as rows of a float64 matrix, for statistics that look at every column of it.
#pragma once

#include <cstdint>
#include <vector>

#include "transforms/assemble.h"

namespace millrace {

std::int32_t width_of(const std::vector<Part>& parts);

// Writes rows [begin, end) of the run to rows[end - begin][width], row-major. A missing or infinite number is a fault.
void fill_rows(Run& run, const std::vector<Part>& parts, std::int64_t begin, std::int64_t end, double* rows,
               std::int32_t width);

// A number that statistics without missing values can't take: a fault, and 0 stands in for it.
double checked_number(Run& run, std::int64_t row, double number, const Part& part);

// Calls entry(row, column, value) for each indicator or sparse value of a part in rows [begin, end), row by row;
// columns count within the part.
template <typename F>
void for_each_entry(const Run& run, const Part& part, std::int64_t begin, std::int64_t end, F entry) {
  const auto column_of = [&part](std::uint32_t column) {
    if (column >= static_cast<std::uint32_t>(part.width)) {
      throw Error("MODEL_CORRUPT",
                  "'" + part.name + "' has a value beyond its " + std::to_string(part.width) + " columns");
    }
    return column;
  };
  if (part.kind == Part::Kind::codes) {
    const Codes& codes = run.get<Codes>(part.slot);
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int32_t code = codes[static_cast<std::size_t>(row)];
      if (code >= 0) entry(row, column_of(static_cast<std::uint32_t>(code)), 1.0);
    }
  } else if (part.kind == Part::Kind::sparse) {
    const CsrBlock& rows = run.get<CsrBlock>(part.slot);
    for (std::int64_t row = begin; row < end; ++row) {
      const auto r = static_cast<std::size_t>(row);
      for (std::uint32_t i = rows.offsets[r]; i < rows.offsets[r + 1]; ++i) {
        entry(row, column_of(rows.indices[i]), static_cast<double>(rows.values[i]));
      }
    }
  }
}

}  // namespace millrace
