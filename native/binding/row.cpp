#include "binding/row.h"

#include <cmath>
#include <cstring>

#include "binding/buffers.h"
#include "core/error.h"

namespace millrace::binding {

namespace {

// Texts up to here are read in one call.
constexpr std::size_t kShortText = 512;

[[noreturn]] void refuse_value() {
  throw Error("VALUE_INVALID", "a value that is no text, number, boolean, Date or null",
              "give each column as one of these");
}

}  // namespace

RowRunner::RowRunner(std::shared_ptr<const Program> program, Slot output)
    : program_(std::move(program)), output_(output) {
  const std::uint8_t none = 0;
  invalid_ = Buffer::copy_of(&none, sizeof(none));
  std::vector<ColumnPtr> columns;
  for (int i = 0; i < program_->input_count(); ++i) {
    Input input{std::make_shared<Column>(), std::make_shared<Bytes>(),
                std::make_shared<Bytes>(2 * sizeof(std::int32_t))};
    input.data->reserve(kShortText);
    input.column->type = Type::float64;
    input.column->length = 1;
    input.column->data = Buffer(std::shared_ptr<const Bytes>(input.data));
    columns.push_back(input.column);
    inputs_.push_back(std::move(input));
  }
  run_.row_count = 1;
  run_.lenient = true;
  program_->place(columns, run_);
}

const std::string* RowRunner::run(const Napi::Value& exchange, const Napi::Value& others) {
  napi_env env = exchange.Env();
  const auto given = span_of<double>(exchange, "a row's exchange");
  const std::size_t count = inputs_.size();
  if (given.size() < 2 * count) throw Error("INTERNAL", "a row's exchange is too short");
  for (std::size_t i = 0; i < count; ++i) {
    const double value = given[i];
    switch (static_cast<RowValue>(static_cast<int>(given[count + i]))) {
      case RowValue::number:
        set_number(inputs_[i], Type::float64, &value, sizeof(value));
        break;
      case RowValue::missing:
        set_missing(inputs_[i], Type::float64);
        break;
      case RowValue::boolean: {
        const std::uint8_t bit = value != 0;
        set_number(inputs_[i], Type::boolean, &bit, sizeof(bit));
        break;
      }
      case RowValue::time: {
        if (std::isnan(value)) {
          set_missing(inputs_[i], Type::timestamp_us);
          break;
        }
        const auto microseconds = static_cast<std::int64_t>(value * 1e3);
        set_number(inputs_[i], Type::timestamp_us, &microseconds, sizeof(microseconds));
        break;
      }
      case RowValue::other: {
        napi_value other = nullptr;
        if (napi_get_element(env, others, static_cast<std::uint32_t>(i), &other) != napi_ok) refuse_value();
        set_other(inputs_[i], env, other);
        break;
      }
      default:
        refuse_value();
    }
  }
  run_.problems.clear();
  program_->run_placed(run_);
  if (!run_.problems.empty()) return &run_.problems[0].message;
  const Numbers& outputs = run_.get<Numbers>(output_);
  // Nothing of JavaScript ran since: the memory is still there.
  if (given.size() != 2 * count + outputs.size())
    throw Error("INTERNAL", "a row's exchange has no room for its outputs");
  std::memcpy(const_cast<double*>(given.data()) + 2 * count, outputs.data(), outputs.size() * sizeof(double));
  return nullptr;
}

void RowRunner::set_number(Input& input, Type type, const void* value, std::size_t size) {
  Column& column = *input.column;
  column.type = type;
  if (column.null_count != 0) {
    column.null_count = 0;
    column.validity = Buffer();
  }
  input.data->resize(size);
  std::memcpy(input.data->data(), value, size);
}

void RowRunner::set_missing(Input& input, Type type) {
  input.column->type = type;
  input.column->null_count = 1;
  input.column->validity = invalid_;
  input.data->assign(sizeof(double), std::byte{0});
}

void RowRunner::set_other(Input& input, napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  if (type == napi_bigint) {
    std::int64_t number = 0;
    bool lossless = false;
    napi_get_value_bigint_int64(env, value, &number, &lossless);
    if (!lossless) throw Error("VALUE_INVALID", "a bigint beyond 64 bits");
    set_number(input, Type::int64, &number, sizeof(number));
    return;
  }
  if (type != napi_string) refuse_value();
  char text[kShortText];
  std::size_t size = 0;
  napi_get_value_string_utf8(env, value, text, sizeof(text), &size);
  // A character takes up to four bytes, and one that does not fit any more is left out whole.
  if (size + 4 >= sizeof(text)) {
    napi_get_value_string_utf8(env, value, nullptr, 0, &size);
    Bytes bytes(size + 1);  // and the terminator that is written too
    napi_get_value_string_utf8(env, value, reinterpret_cast<char*>(bytes.data()), size + 1, &size);
    set_number(input, Type::utf8, bytes.data(), size);
  } else {
    set_number(input, Type::utf8, text, size);
  }
  const std::int32_t offsets[2] = {0, static_cast<std::int32_t>(size)};
  std::memcpy(input.offsets->data(), offsets, sizeof(offsets));
  if (input.column->offsets.empty()) input.column->offsets = Buffer(std::shared_ptr<const Bytes>(input.offsets));
}

}  // namespace millrace::binding
