// Which columns are missing together, and where in the rows they are. Patterns are counted exactly up to kMostPatterns
// different ones; beyond, the least frequent are dropped (Misra–Gries), and counts are too low by at most `error`.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/column.h"

namespace millrace {

class MissingPatterns {
 public:
  static constexpr std::size_t kMostPatterns = 4096;
  static constexpr std::size_t kPlaces = 128;  // stretches of rows, by row id

  explicit MissingPatterns(std::size_t columns) : by_place_(columns) {}

  void add(const double* row_ids, const std::vector<ColumnPtr>& columns, std::int64_t length);
  void merge(const MissingPatterns& next);

  struct Pattern {
    std::vector<std::uint32_t> columns;  // ascending
    std::int64_t count = 0;
  };
  // By falling count, equal counts by columns. The first pattern may be that of complete rows.
  std::vector<Pattern> patterns() const;
  std::int64_t error() const { return error_; }

  double rows_per_place() const { return width_; }
  const std::vector<std::int64_t>& rows_by_place() const { return rows_by_place_; }
  // Missing values by stretch of rows; empty for a column without one.
  const std::vector<std::uint32_t>& missing_by_place(std::size_t column) const { return by_place_[column]; }

 private:
  void widen(double width);
  void purge();

  std::unordered_map<std::uint64_t, Pattern> by_hash_;
  std::int64_t error_ = 0;
  double width_ = 1;
  std::vector<std::int64_t> rows_by_place_;
  std::vector<std::vector<std::uint32_t>> by_place_;
};

}  // namespace millrace
