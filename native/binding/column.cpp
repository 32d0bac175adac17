// Columns: in from typed arrays, out to typed arrays, rows picked.
#include "binding/column.h"

#include <limits>

#include "binding/buffers.h"
#include "binding/job.h"

namespace millrace::binding {

namespace {

// Rows of a batch are numbered in 32 bits.
constexpr std::int64_t kMostRows = std::numeric_limits<std::uint32_t>::max();

std::size_t bitmap_bytes(std::int64_t length) { return static_cast<std::size_t>((length + 7) / 8); }

void expect_size(std::size_t actual, std::size_t wanted, const char* what) {
  if (actual < wanted) {
    throw Error("INTERNAL",
                std::string(what) + " holds " + std::to_string(actual) + " bytes, not " + std::to_string(wanted));
  }
}

// Built from a range, the bytes are not zeroed before they are written.
Buffer copy_of(const BytesView& from, std::size_t size) {
  const auto* begin = reinterpret_cast<const std::byte*>(from.data);
  return Buffer(Bytes(begin, begin + size));
}

void check_offsets(const Column& column) {
  const auto* offsets = column.offsets.as<std::int32_t>();
  bool ordered = offsets[0] >= 0;
  for (std::int64_t row = 0; row < column.length; ++row) ordered &= offsets[row] <= offsets[row + 1];
  if (!ordered || static_cast<std::size_t>(offsets[column.length]) > column.data.size()) {
    throw Error("INTERNAL", "text offsets do not ascend within the data");
  }
}

// (type index, length, null count, validity | undefined, offsets | undefined, values) → handle
Napi::Value column_from_buffers(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto column = std::make_shared<Column>();
    const auto type = info[0].As<Napi::Number>().Uint32Value();
    if (type > static_cast<unsigned>(Type::timestamp_us)) throw Error("INTERNAL", "no such column type");
    column->type = static_cast<Type>(type);
    column->length = info[1].As<Napi::Number>().Int64Value();
    column->null_count = info[2].As<Napi::Number>().Int64Value();
    if (column->length < 0 || column->length > kMostRows) throw Error("INTERNAL", "a column can't have this length");
    const BytesView validity = bytes_of(info[3], "validity");
    const BytesView offsets = bytes_of(info[4], "offsets");
    const BytesView values = bytes_of(info[5], "values");
    const auto length = static_cast<std::size_t>(column->length);
    if (column->null_count > 0) {
      expect_size(validity.size, bitmap_bytes(column->length), "validity");
      column->validity = copy_of(validity, bitmap_bytes(column->length));
    }
    if (column->type == Type::utf8) {
      expect_size(offsets.size, (length + 1) * sizeof(std::int32_t), "offsets");
      column->offsets = copy_of(offsets, (length + 1) * sizeof(std::int32_t));
      column->data = copy_of(values, values.size);
      check_offsets(*column);
    } else {
      const std::size_t size =
          column->type == Type::boolean ? bitmap_bytes(column->length) : length * width_of(column->type);
      expect_size(values.size, size, "values");
      column->data = copy_of(values, size);
    }
    return wrap_column(info.Env(), std::move(column));
  });
}

// (handle) → { type, length, nullCount, validity, offsets, values } with ArrayBuffers, copied
Napi::Value column_buffers(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto column = unwrap<Column>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    const auto add = [&](const char* name, const Buffer& buffer) {
      if (!buffer.empty() || std::string(name) == "values") {
        out.Set(name, copy_out(info.Env(), buffer.data(), buffer.size()));
      }
    };
    out.Set("type", static_cast<std::uint32_t>(column->type));
    out.Set("length", static_cast<double>(column->length));
    out.Set("nullCount", static_cast<double>(column->null_count));
    add("validity", column->validity);
    add("offsets", column->offsets);
    add("values", column->data);
    return out;
  });
}

// (handle) → { type, length, nullCount }
Napi::Value column_info(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto column = unwrap<Column>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("type", static_cast<std::uint32_t>(column->type));
    out.Set("length", static_cast<double>(column->length));
    out.Set("nullCount", static_cast<double>(column->null_count));
    return out;
  });
}

// (handle, Uint32Array rows) → handle
Napi::Value column_take(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto column = unwrap<Column>(info[0]);
    const auto rows = span_of<std::uint32_t>(info[1], "rows");
    for (const std::uint32_t row : rows) {
      if (row >= column->length) throw Error("INTERNAL", "a row beyond the column's end");
    }
    auto taken = take(*column, rows.data(), rows.size());
    return wrap_column(info.Env(), taken);
  });
}

}  // namespace

Napi::Value wrap_column(Napi::Env env, ColumnPtr column) {
  const std::size_t bytes = sizeof(Column) + column->validity.size() + column->offsets.size() + column->data.size();
  return wrap(env, std::move(column), static_cast<std::int64_t>(bytes));
}

void export_columns(Napi::Env env, Napi::Object& exports) {
  exports.Set("columnFromBuffers", Napi::Function::New<column_from_buffers>(env));
  exports.Set("columnBuffers", Napi::Function::New<column_buffers>(env));
  exports.Set("columnInfo", Napi::Function::New<column_info>(env));
  exports.Set("columnTake", Napi::Function::New<column_take>(env));
}

}  // namespace millrace::binding
