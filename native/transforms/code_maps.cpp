#include "transforms/code_maps.h"

#include <cmath>
#include <limits>

#include "core/number_text.h"

namespace millrace {

namespace {

// A model file that was tampered with may hold fewer entries than its categories have codes.
[[noreturn]] void refuse_code() { throw Error("MODEL_CORRUPT", "a category without an encoding"); }

}  // namespace

void NumbersOfCodes::run(Run& run) {
  const Codes& codes = run.get<Codes>(in_);
  Numbers& numbers = run.make<Numbers>(out_);
  numbers.resize(codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] < 0) {
      numbers[row] = codes[row] == kMissingCode ? table_.missing : table_.unseen;
      continue;
    }
    const std::size_t at = static_cast<std::size_t>(codes[row]) * table_.stride + table_.offset;
    if (at >= table_.numbers->size()) refuse_code();
    numbers[row] = (*table_.numbers)[at];
  }
}

void RecodeCategories::run(Run& run) {
  const Codes& codes = run.get<Codes>(in_);
  Codes& out = run.make<Codes>(out_);
  out.resize(codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] < 0) {
      out[row] = codes[row] == kMissingCode ? missing_ : unseen_;
      continue;
    }
    const auto at = static_cast<std::size_t>(codes[row]);
    if (at >= codes_.size()) refuse_code();
    out[row] = codes_[at];
  }
}

void TextsOfCodes::run(Run& run) {
  const Codes& codes = run.get<Codes>(in_);
  const auto count = codes.size();
  auto column = std::make_shared<Column>();
  column->type = Type::utf8;
  column->length = static_cast<std::int64_t>(count);
  Bytes offset_bytes((count + 1) * sizeof(std::int32_t));
  Bytes validity((count + 7) / 8);
  auto* offsets = reinterpret_cast<std::int32_t*>(offset_bytes.data());
  std::string text;
  offsets[0] = 0;
  for (std::size_t row = 0; row < count; ++row) {
    if (codes[row] == kMissingCode) {
      ++column->null_count;
    } else {
      validity[row / 8] |= std::byte(1 << (row % 8));
      const auto at = static_cast<std::size_t>(codes[row]);
      if (codes[row] >= 0 && at >= texts_->texts().size()) refuse_code();
      text += codes[row] < 0 ? unseen_ : texts_->texts()[at];
    }
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw Error("BATCH_TOO_LARGE", "a batch holds more than 2 GiB of text", "read with smaller batches");
    }
    offsets[row + 1] = static_cast<std::int32_t>(text.size());
  }
  if (column->null_count > 0) column->validity = Buffer(std::move(validity));
  column->offsets = Buffer(std::move(offset_bytes));
  column->data = Buffer::copy_of(text.data(), text.size());
  run.set_column(out_, column);
}

void TimesOfNumbers::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in_);
  auto column = std::make_shared<Column>();
  column->type = Type::timestamp_us;
  column->length = static_cast<std::int64_t>(numbers.size());
  Bytes data(numbers.size() * sizeof(std::int64_t)), validity((numbers.size() + 7) / 8);
  auto* times = reinterpret_cast<std::int64_t*>(data.data());
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (std::isnan(numbers[row])) {
      ++column->null_count;
      continue;
    }
    validity[row / 8] |= std::byte(1 << (row % 8));
    times[row] = static_cast<std::int64_t>(std::floor(numbers[row] * 1e3 + 0.5));
  }
  if (column->null_count > 0) column->validity = Buffer(std::move(validity));
  column->data = Buffer(std::move(data));
  run.set_column(out_, column);
}

void RefuseUnseen::run(Run& run) {
  const Codes& codes = run.get<Codes>(codes_);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] >= 0 || (codes[row] == kMissingCode && !missing_too_)) continue;
    const auto r = static_cast<std::int64_t>(row);
    if (codes[row] == kMissingCode) {
      run.fault(r, "VALUE_MISSING", "column '" + name_ + "' is missing, which it never was in training",
                "fill it in, or let the encoder ignore what it does not know");
    } else {
      run.fault(
          r, "VALUE_INVALID",
          "column '" + name_ + "' holds '" + shown_value(run.column(column_), r) + "', which is no known category",
          "correct the value, or let the encoder take unknown categories with handleUnknown");
    }
  }
}

std::string shown_value(const Column& column, std::int64_t row) {
  if (column.type == Type::utf8) {
    std::string_view text = column.text(row);
    if (text.size() <= 40) return std::string(text);
    std::size_t end = 40;  // not within a character
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
  }
  const std::uint32_t at = static_cast<std::uint32_t>(row);
  double number = 0;
  to_float64(*take(column, &at, 1), &number);
  if (column.type == Type::boolean) return number != 0 ? "true" : "false";
  char buffer[64];
  return std::string(print_number(number, buffer));
}

}  // namespace millrace
