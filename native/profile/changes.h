// How columns change over time: their means or shares by stretch of time, and how far the later half of the sampled
// rows is from the earlier.
#pragma once

#include <cstdint>
#include <vector>

#include "profile/sampled_column.h"

namespace millrace {

struct ColumnChange {
  std::vector<double> missing;      // share of the rows of each stretch; NaN where it has none
  std::vector<double> mean;         // of numbers
  std::vector<std::uint64_t> keys;  // the most frequent values
  std::vector<double> shares;       // [stretches][keys]
  // Population stability index of the later half of the rows against the earlier, by tenths of the numbers or by values
  // (missing is one): 0 when nothing changed, above 0.25 a large shift by the usual rule of thumb.
  double stability = 0;
};

struct Changes {
  std::vector<std::int64_t> rows;  // of each stretch
  std::vector<ColumnChange> columns;
};

// begins: the first instant of each stretch in microseconds since 1970, ascending; rows before the first or without a
// time are left out.
Changes find_changes(TableProfile& profile, std::size_t time, const std::vector<double>& begins,
                     const std::vector<std::size_t>& columns, const std::vector<bool>& is_number,
                     const RunContext& context);

}  // namespace millrace
