#include "core/column.h"

#include <limits>

#include "core/error.h"

namespace millrace {

namespace {

constexpr double kMillisecondsPerDay = 86'400'000.0;

template <typename T>
void widen(const Column& column, double* values, double factor = 1.0) {
  const T* data = column.data.as<T>();
  for (std::int64_t row = 0; row < column.length; ++row) values[row] = static_cast<double>(data[row]) * factor;
}

Buffer take_bits(const std::uint8_t* bits, const std::uint32_t* indices, std::size_t count, std::int64_t* zeros) {
  Bytes bytes((count + 7) / 8);
  auto* out = reinterpret_cast<std::uint8_t*>(bytes.data());
  std::int64_t unset = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = indices[i];
    const bool on = bits[row >> 3] >> (row & 7) & 1;
    if (on) out[i >> 3] |= static_cast<std::uint8_t>(1u << (i & 7));
    unset += !on;
  }
  if (zeros) *zeros = unset;
  return Buffer(std::move(bytes));
}

template <typename T>
Buffer take_values(const Buffer& data, const std::uint32_t* indices, std::size_t count) {
  Bytes bytes(count * sizeof(T));
  auto* out = reinterpret_cast<T*>(bytes.data());
  const T* in = data.as<T>();
  for (std::size_t i = 0; i < count; ++i) out[i] = in[indices[i]];
  return Buffer(std::move(bytes));
}

void take_text(const Column& column, const std::uint32_t* indices, std::size_t count, Column& out) {
  Bytes offset_bytes((count + 1) * sizeof(std::int32_t));
  auto* offsets = reinterpret_cast<std::int32_t*>(offset_bytes.data());
  std::int64_t size = 0;
  offsets[0] = 0;
  for (std::size_t i = 0; i < count; ++i) {
    size += static_cast<std::int64_t>(column.text(indices[i]).size());
    if (size > std::numeric_limits<std::int32_t>::max()) {
      throw Error("BATCH_TOO_LARGE", "a batch holds more than 2 GiB of text", "read with smaller batches");
    }
    offsets[i + 1] = static_cast<std::int32_t>(size);
  }
  Bytes bytes(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view text = column.text(indices[i]);
    if (!text.empty()) std::memcpy(bytes.data() + offsets[i], text.data(), text.size());
  }
  out.offsets = Buffer(std::move(offset_bytes));
  out.data = Buffer(std::move(bytes));
}

}  // namespace

std::size_t width_of(Type type) {
  switch (type) {
    case Type::int8:
    case Type::uint8:
      return 1;
    case Type::int16:
    case Type::uint16:
      return 2;
    case Type::int32:
    case Type::uint32:
    case Type::float32:
    case Type::date32:
      return 4;
    case Type::int64:
    case Type::uint64:
    case Type::float64:
    case Type::timestamp_us:
      return 8;
    case Type::boolean:
    case Type::utf8:
      return 0;
  }
  return 0;
}

const char* name_of(Type type) {
  static const char* const names[] = {"boolean", "int8",   "int16",   "int32",   "int64", "uint8",  "uint16",
                                      "uint32",  "uint64", "float32", "float64", "utf8",  "date32", "timestamp_us"};
  return names[static_cast<int>(type)];
}

ColumnPtr take(const Column& column, const std::uint32_t* indices, std::size_t count) {
  auto out = std::make_shared<Column>();
  out->type = column.type;
  out->length = static_cast<std::int64_t>(count);
  if (!column.validity.empty()) {
    out->validity = take_bits(column.validity.as<std::uint8_t>(), indices, count, &out->null_count);
    if (out->null_count == 0) out->validity = Buffer();
  }
  switch (width_of(column.type)) {
    case 1:
      out->data = take_values<std::uint8_t>(column.data, indices, count);
      break;
    case 2:
      out->data = take_values<std::uint16_t>(column.data, indices, count);
      break;
    case 4:
      out->data = take_values<std::uint32_t>(column.data, indices, count);
      break;
    case 8:
      out->data = take_values<std::uint64_t>(column.data, indices, count);
      break;
    default:
      if (column.type == Type::boolean) {
        out->data = take_bits(column.data.as<std::uint8_t>(), indices, count, nullptr);
      } else {
        take_text(column, indices, count, *out);
      }
  }
  return out;
}

void to_float64(const Column& column, double* values) {
  switch (column.type) {
    case Type::boolean:
      for (std::int64_t row = 0; row < column.length; ++row) values[row] = column.bit(row) ? 1.0 : 0.0;
      break;
    case Type::int8:
      widen<std::int8_t>(column, values);
      break;
    case Type::int16:
      widen<std::int16_t>(column, values);
      break;
    case Type::int32:
      widen<std::int32_t>(column, values);
      break;
    case Type::int64:
      widen<std::int64_t>(column, values);
      break;
    case Type::uint8:
      widen<std::uint8_t>(column, values);
      break;
    case Type::uint16:
      widen<std::uint16_t>(column, values);
      break;
    case Type::uint32:
      widen<std::uint32_t>(column, values);
      break;
    case Type::uint64:
      widen<std::uint64_t>(column, values);
      break;
    case Type::float32:
      widen<float>(column, values);
      break;
    case Type::float64:
      widen<double>(column, values);
      break;
    case Type::date32:
      widen<std::int32_t>(column, values, kMillisecondsPerDay);
      break;
    case Type::timestamp_us:
      widen<std::int64_t>(column, values, 1e-3);
      break;
    case Type::utf8:
      throw Error("COLUMN_TYPE", "a text column has no numeric values");
  }
  if (column.validity.empty()) return;
  // Eight rows at a time: most have none missing among them.
  const auto* bits = column.validity.as<std::uint8_t>();
  for (std::int64_t first = 0; first < column.length; first += 8) {
    const unsigned missing = bits[first >> 3] ^ 0xffU;
    if (missing == 0) continue;
    const std::int64_t end = std::min(column.length, first + 8);
    for (std::int64_t row = first; row < end; ++row) {
      // Chosen, not branched to: which of the eight it is can't be foretold.
      values[row] = missing >> (row - first) & 1 ? std::numeric_limits<double>::quiet_NaN() : values[row];
    }
  }
}

}  // namespace millrace
