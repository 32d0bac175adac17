// One column of one batch, in Arrow's memory layout.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.h"

namespace millrace {

// The closed list of types a batch may hold. Sources convert everything else to one of these (decimals to
// float64, times with zones to UTC, enums to utf8) or refuse it.
enum class Type : std::uint8_t {
  boolean,  // bit-packed
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  utf8,          // int32 offsets[length + 1] into UTF-8 data; always valid UTF-8
  date32,        // int32 days since 1970-01-01
  timestamp_us,  // int64 microseconds since 1970-01-01T00:00Z
};

struct Column {
  Type type;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  Buffer validity;  // 1 bit a row, least significant first; empty when null_count is 0
  Buffer offsets;   // utf8 only
  Buffer data;

  bool is_valid(std::int64_t row) const {
    return validity.empty() || (validity.as<std::uint8_t>()[row >> 3] >> (row & 7) & 1);
  }
  // utf8 only. The text of a null row is empty.
  std::string_view text(std::int64_t row) const {
    const auto* at = offsets.as<std::int32_t>() + row;
    return {data.as<char>() + at[0], static_cast<std::size_t>(at[1] - at[0])};
  }
  // boolean only.
  bool bit(std::int64_t row) const { return data.as<std::uint8_t>()[row >> 3] >> (row & 7) & 1; }
};

using ColumnPtr = std::shared_ptr<const Column>;

// Bytes of one value; 0 for boolean and utf8, whose values have no fixed byte width.
std::size_t width_of(Type type);
const char* name_of(Type type);

// The rows at `indices`, in that order. Indices must be below column.length.
ColumnPtr take(const Column& column, const std::uint32_t* indices, std::size_t count);

// values[length]: the numeric value of each row as float64, NaN where null. Timestamps and dates give milliseconds
// since 1970, booleans 0 and 1. Integers beyond 2^53 round. Not for utf8.
void to_float64(const Column& column, double* values);

}  // namespace millrace
