// What tells rows apart by content: 128-bit hashes, so many that two contents never share one in practice (among a
// billion rows the odds are one in 10^21).
#pragma once

#include <cstdint>
#include <vector>

#include "core/column.h"

namespace millrace {

struct RowHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const RowHash&) const = default;
};

// The hash of each row's values, column by column. Equal values have equal hashes on every machine: -0 equals 0, and
// NaN is missing. Text hashes by its bytes, so "ab" then "c" differs from "a" then "bc". hashes: [length], overwritten.
// Rows `first` to `first + length` of the columns.
void hash_rows(const std::vector<ColumnPtr>& columns, std::int64_t first, std::int64_t length, RowHash* hashes);
inline void hash_rows(const std::vector<ColumnPtr>& columns, std::int64_t length, RowHash* hashes) {
  hash_rows(columns, 0, length, hashes);
}

// Whether the row's value is missing: null, or NaN in a column of floats.
bool is_missing(const Column& column, std::int64_t row);

}  // namespace millrace
