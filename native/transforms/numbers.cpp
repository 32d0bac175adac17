#include "transforms/numbers.h"

#include <cmath>
#include <limits>

#include "core/number_text.h"

namespace millrace {

namespace {

// No branch, so that many are looked at together.
bool any_infinite(const Numbers& numbers) {
  std::int64_t any = 0;
  for (const double number : numbers) any |= std::fabs(number) > std::numeric_limits<double>::max();
  return any != 0;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

void ToNumbers::run(Run& run) {
  const Column& column = run.column(column_);
  Numbers& numbers = run.make<Numbers>(out_);
  numbers.resize(static_cast<std::size_t>(run.row_count));
  if (column.type == Type::utf8) {
    parse(column, numbers, run);
  } else {
    to_float64(column, numbers.data());
  }
  if (!any_infinite(numbers)) return;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (!std::isinf(numbers[row])) continue;
    run.fault(static_cast<std::int64_t>(row), "VALUE_INFINITE",
              "column '" + name_ + "' holds " + (numbers[row] > 0 ? "Infinity" : "-Infinity"),
              "replace infinite values, or filter out their rows");
    numbers[row] = kMissing;
  }
}

void ToNumbers::parse(const Column& column, Numbers& numbers, Run& run) const {
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    double& number = numbers[static_cast<std::size_t>(row)];
    number = kMissing;
    if (!column.is_valid(row)) continue;
    const std::string_view text = trim(column.text(row));
    if (text.empty()) continue;
    if (parse_number(text, number)) continue;
    run.fault(row, "VALUE_INVALID",
              "column '" + name_ + "' holds '" + std::string(text.substr(0, 40)) + "', which is no number",
              "correct the value, or read the column as text");
  }
}

void FillNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  const double fill = fill_;
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = std::isnan(in[i]) ? fill : in[i];
}

void MissingIndicator::run(Run& run) {
  Numbers& numbers = run.make<Numbers>(out_);
  numbers = run.get<Numbers>(in_);
  for (double& number : numbers) number = std::isnan(number) ? 1.0 : 0.0;
}

void ScaleNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  const double shift = shift_, scale = scale_;
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = (in[i] - shift) / scale;
}

}  // namespace millrace
