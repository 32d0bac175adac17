// Columns for tests of values that have a width.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/column.h"

namespace millrace {

// The rows that is_null names are null.
template <typename T>
ColumnPtr column_of(Type type, const std::vector<T>& values, const std::vector<bool>& is_null = {}) {
  auto column = std::make_shared<Column>();
  column->type = type;
  column->length = static_cast<std::int64_t>(values.size());
  column->data = Buffer::copy_of(values.data(), values.size() * sizeof(T));
  std::vector<std::uint8_t> bits((values.size() + 7) / 8);
  for (std::size_t row = 0; row < values.size(); ++row) {
    const bool null = row < is_null.size() && is_null[row];
    if (!null) bits[row / 8] |= static_cast<std::uint8_t>(1u << row % 8);
    column->null_count += null;
  }
  if (column->null_count > 0) column->validity = Buffer::copy_of(bits.data(), bits.size());
  return column;
}

}  // namespace millrace
