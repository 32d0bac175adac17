#include "expression/values.h"

#include <cmath>

namespace millrace::expression {

namespace {

constexpr double kMicrosecondsPerDay = 86'400e6;

template <typename T>
void widen(const Column& column, double* out, double factor) {
  const T* data = column.data.as<T>();
  for (std::int64_t row = 0; row < column.length; ++row) out[row] = static_cast<double>(data[row]) * factor;
}

void widen_any(const Column& column, double* out) {
  switch (column.type) {
    case Type::int8:
      return widen<std::int8_t>(column, out, 1);
    case Type::int16:
      return widen<std::int16_t>(column, out, 1);
    case Type::int32:
      return widen<std::int32_t>(column, out, 1);
    case Type::uint8:
      return widen<std::uint8_t>(column, out, 1);
    case Type::uint16:
      return widen<std::uint16_t>(column, out, 1);
    case Type::uint32:
      return widen<std::uint32_t>(column, out, 1);
    case Type::uint64:
      return widen<std::uint64_t>(column, out, 1);
    case Type::float32:
      return widen<float>(column, out, 1);
    case Type::float64:
      return widen<double>(column, out, 1);
    case Type::date32:
      return widen<std::int32_t>(column, out, kMicrosecondsPerDay);
    default:
      return widen<std::int64_t>(column, out, 1);
  }
}

struct Bitmap {
  Bytes bytes;
  explicit Bitmap(std::int64_t rows) : bytes(static_cast<std::size_t>((rows + 7) / 8)) {}
  void set(std::int64_t row) { bytes[static_cast<std::size_t>(row >> 3)] |= static_cast<std::byte>(1u << (row & 7)); }
};

void set_validity(Column& out, const Vector& vector, std::int64_t rows) {
  Bitmap valid(rows);
  for (std::int64_t row = 0; row < rows; ++row) {
    if (vector.is_missing(row)) {
      ++out.null_count;
    } else {
      valid.set(row);
    }
  }
  if (out.null_count > 0) out.validity = Buffer(std::move(valid.bytes));
}

}  // namespace

Vector make_numbers(std::int64_t rows, Kind kind) {
  Vector out;
  out.kind = kind;
  out.own_numbers.resize(static_cast<std::size_t>(rows));
  out.numbers = out.own_numbers.data();
  return out;
}

Vector make_truths(std::int64_t rows) {
  Vector out;
  out.kind = Kind::boolean;
  out.truths.resize(static_cast<std::size_t>(rows));
  return out;
}

Vector vector_of(const ColumnPtr& column) {
  if (column->type == Type::boolean) {
    Vector out = make_truths(column->length);
    for (std::int64_t row = 0; row < column->length; ++row) {
      const std::uint8_t truth = column->bit(row) ? kTrue : kFalse;
      out.truths[static_cast<std::size_t>(row)] = column->is_valid(row) ? truth : kUnknown;
    }
    return out;
  }
  Vector out;
  out.column = column;
  if (column->type == Type::utf8) {
    out.kind = Kind::text;
    return out;
  }
  const bool is_time = column->type == Type::date32 || column->type == Type::timestamp_us;
  out.kind = is_time ? Kind::datetime : Kind::number;
  if (column->type == Type::float64 && column->validity.empty()) {
    out.numbers = column->data.as<double>();
    return out;
  }
  out.own_numbers.resize(static_cast<std::size_t>(column->length));
  widen_any(*column, out.own_numbers.data());
  if (!column->validity.empty()) {
    for (std::int64_t row = 0; row < column->length; ++row) {
      if (!column->is_valid(row)) out.own_numbers[static_cast<std::size_t>(row)] = kMissing;
    }
  }
  out.numbers = out.own_numbers.data();
  return out;
}

ColumnPtr column_of(const Vector& vector, std::int64_t rows) {
  auto out = std::make_shared<Column>();
  out->length = rows;
  set_validity(*out, vector, rows);
  if (vector.kind == Kind::boolean) {
    out->type = Type::boolean;
    Bitmap bits(rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      if (vector.truth(row) == kTrue) bits.set(row);
    }
    out->data = Buffer(std::move(bits.bytes));
    return out;
  }
  Bytes bytes(static_cast<std::size_t>(rows) * 8);
  if (vector.kind == Kind::datetime) {
    out->type = Type::timestamp_us;
    auto* values = reinterpret_cast<std::int64_t*>(bytes.data());
    for (std::int64_t row = 0; row < rows; ++row) {
      values[row] = vector.is_missing(row) ? 0 : static_cast<std::int64_t>(std::floor(vector.number(row)));
    }
  } else {
    out->type = Type::float64;
    auto* values = reinterpret_cast<double*>(bytes.data());
    for (std::int64_t row = 0; row < rows; ++row) values[row] = vector.number(row);
  }
  out->data = Buffer(std::move(bytes));
  return out;
}

void settle(Vector& result, const Call& call) {
  for (std::int64_t row = 0; row < call.rows; ++row) {
    double& value = result.own_numbers[static_cast<std::size_t>(row)];
    if (value - value == 0.0) continue;
    bool any_missing = false;
    for (const Vector* operand : call.operands) any_missing = any_missing || operand->is_missing(row);
    if (!any_missing) {
      if (result.marks.empty()) result.marks.resize(static_cast<std::size_t>(call.rows));
      result.marks[static_cast<std::size_t>(row)] = 1;
    }
    value = kMissing;
  }
}

void carry_marks(Vector& result, const std::vector<const Vector*>& operands, std::int64_t rows) {
  for (const Vector* operand : operands) {
    if (operand->marks.empty()) continue;
    if (result.marks.empty()) result.marks.resize(static_cast<std::size_t>(rows));
    for (std::int64_t row = 0; row < rows; ++row) {
      if (operand->marked(row) && result.is_missing(row)) result.marks[static_cast<std::size_t>(row)] = 1;
    }
  }
}

}  // namespace millrace::expression
