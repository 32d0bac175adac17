// What the nodes of an expression hold for a batch: numbers, truth values or text, each with what is missing.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/column.h"

namespace millrace::expression {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Kleene's truth values, ordered so that `and` is the minimum, `or` the maximum and `not x` is 2 - x.
inline constexpr std::uint8_t kFalse = 0;
inline constexpr std::uint8_t kUnknown = 1;
inline constexpr std::uint8_t kTrue = 2;

enum class Kind : std::uint8_t { number, boolean, text, datetime };

// One node's values. A constant has stride 0: row i is at i * stride. Datetimes are microseconds since 1970 in UTC.
struct Vector {
  Vector() = default;
  // A copy's `numbers` would point into what it was copied from.
  Vector(const Vector&) = delete;
  Vector& operator=(const Vector&) = delete;
  Vector(Vector&&) = default;
  Vector& operator=(Vector&&) = default;

  Kind kind = Kind::number;
  std::size_t stride = 1;
  std::vector<double> own_numbers;
  const double* numbers = nullptr;  // of own_numbers, or of a column that lacks nothing; NaN = missing
  std::vector<std::uint8_t> truths;
  ColumnPtr column;      // keeps `numbers` or the text alive
  std::string constant;  // text of stride 0
  bool constant_missing = false;
  // 1 where a value is missing because arithmetic on present ones was not finite; empty when there is none.
  std::vector<std::uint8_t> marks;

  std::string_view text(std::int64_t row) const { return column ? column->text(row) : std::string_view(constant); }
  double number(std::int64_t row) const { return numbers[static_cast<std::size_t>(row) * stride]; }
  std::uint8_t truth(std::int64_t row) const { return truths[static_cast<std::size_t>(row) * stride]; }
  bool marked(std::int64_t row) const { return !marks.empty() && marks[static_cast<std::size_t>(row) * stride] != 0; }

  bool is_missing(std::int64_t row) const {
    switch (kind) {
      case Kind::text:
        return column ? !column->is_valid(row) : constant_missing;
      case Kind::boolean:
        return truth(row) == kUnknown;
      default:
        return number(row) != number(row);
    }
  }
};

// What a call is given beside its operands.
struct Call {
  Kind result = Kind::number;
  std::vector<const Vector*> operands;
  std::int64_t rows = 0;
  double parameter = 0;  // round: ten to the power of |digits|, negative for digits below 0

  const Vector& operator[](std::size_t at) const { return *operands[at]; }
};

// A vector of `rows` numbers or truths to be written.
Vector make_numbers(std::int64_t rows, Kind kind = Kind::number);
Vector make_truths(std::int64_t rows);

// A column as a vector: numbers widen to float64.
Vector vector_of(const ColumnPtr& column);

// A vector as a column: float64, boolean or timestamp_us.
ColumnPtr column_of(const Vector& vector, std::int64_t rows);

// Makes results that are not finite missing, and marks them where no operand is missing.
void settle(Vector& result, const Call& call);
// Passes marks on to the rows of `result` that are missing.
void carry_marks(Vector& result, const std::vector<const Vector*>& operands, std::int64_t rows);

}  // namespace millrace::expression
