// The nearest other rows of each row, all pairs compared.
#pragma once

#include <cstdint>
#include <vector>

#include "parallel/pool.h"

namespace millrace {

struct MixedRows {
  std::size_t rows = 0;
  std::vector<double> numbers;      // [rows][number_count], none missing
  std::vector<std::int32_t> codes;  // [rows][code_count]
  double mismatch = 1;              // what two different codes add to a squared distance
};

// nearest[rows][count]: of the squared Euclidean distances over numbers, and `mismatch` for each code that differs, the
// smallest; of equal ones the earlier rows. Ascending. count is below the number of rows. Distances are summed column
// by column, so they do not depend on the threads.
std::vector<std::uint32_t> nearest_rows(const MixedRows& rows, std::size_t count, const RunContext& context);

}  // namespace millrace
