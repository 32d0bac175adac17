// Rows on their way out of DuckDB or into it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/column.h"

namespace millrace::duckdb {

struct Field {
  std::string name;
  Type type;
};

struct Batch {
  std::int64_t row_count = 0;
  std::vector<ColumnPtr> columns;  // one for each field
};

}  // namespace millrace::duckdb
