#include "binding/row.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace millrace::binding {

namespace {

template <typename T>
Buffer buffer_of(T value) {
  return Buffer::copy_of(&value, sizeof(value));
}

}  // namespace

ColumnPtr column_of_value(const Napi::Value& value) {
  auto column = std::make_shared<Column>();
  column->length = 1;
  column->type = Type::float64;
  switch (value.Type()) {
    case napi_number:
      column->data = buffer_of(value.As<Napi::Number>().DoubleValue());
      return column;
    case napi_string: {
      std::size_t size = 0;
      napi_get_value_string_utf8(value.Env(), value, nullptr, 0, &size);
      Bytes bytes(size + 1);  // and the terminator that is written too
      napi_get_value_string_utf8(value.Env(), value, reinterpret_cast<char*>(bytes.data()), size + 1, &size);
      bytes.resize(size);
      column->type = Type::utf8;
      const std::int32_t offsets[2] = {0, static_cast<std::int32_t>(size)};
      column->offsets = Buffer::copy_of(offsets, sizeof(offsets));
      column->data = Buffer(std::move(bytes));
      return column;
    }
    case napi_boolean:
      column->type = Type::boolean;
      column->data = buffer_of<std::uint8_t>(value.As<Napi::Boolean>().Value() ? 1 : 0);
      return column;
    case napi_bigint: {
      bool lossless = false;
      column->type = Type::int64;
      column->data = buffer_of(value.As<Napi::BigInt>().Int64Value(&lossless));
      if (!lossless) throw Error("VALUE_INVALID", "a bigint beyond 64 bits");
      return column;
    }
    case napi_undefined:
    case napi_null:
      column->null_count = 1;
      column->validity = buffer_of<std::uint8_t>(0);
      column->data = buffer_of(0.0);
      return column;
    default:
      break;
  }
  if (value.IsDate()) {
    const double milliseconds = value.As<Napi::Date>().ValueOf();
    column->type = Type::timestamp_us;
    if (std::isnan(milliseconds)) {
      column->null_count = 1;
      column->validity = buffer_of<std::uint8_t>(0);
    }
    column->data =
        buffer_of(std::isnan(milliseconds) ? std::int64_t{0} : static_cast<std::int64_t>(milliseconds * 1e3));
    return column;
  }
  throw Error("VALUE_INVALID", "a value that is no text, number, boolean, Date or null",
              "give each column as one of these");
}

}  // namespace millrace::binding
