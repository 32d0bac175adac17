#include "transforms/calendar_features.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace millrace {

namespace {

constexpr double kMicrosecondsPerDay = 86'400e6;
constexpr double kTwoPi = 6.283185307179586476925286766559;

// Microseconds since 1970-01-01 UTC; NaN where missing, or where a single row gives something else.
double instant_at(const Column& column, const std::string& name, std::int64_t row, Run& run) {
  if (!column.is_valid(row)) return kMissing;
  if (column.type == Type::timestamp_us) return static_cast<double>(column.data.as<std::int64_t>()[row]);
  if (column.type == Type::date32)
    return static_cast<double>(column.data.as<std::int32_t>()[row]) * kMicrosecondsPerDay;
  run.fault(row, "VALUE_INVALID", "column '" + name + "' holds what is no date or time", "give a Date, or null");
  return kMissing;
}

Numbers& begin(Run& run, Slot out) {
  Numbers& numbers = run.make<Numbers>(out);
  numbers.resize(static_cast<std::size_t>(run.row_count));
  return numbers;
}

}  // namespace

void CalendarFeature::run(Run& run) {
  const Column& column = run.column(column_);
  Numbers& numbers = begin(run, out_);
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    numbers[static_cast<std::size_t>(row)] = part_(instant_at(column, name_, row, run));
  }
}

Cycle::Cycle(Slot in, Slot out, double first, double period, bool cosine)
    : in_(in), out_(out), first_(first), period_(period), cosine_(cosine) {}

void Cycle::run(Run& run) {
  Numbers& numbers = run.make<Numbers>(out_);
  numbers = run.get<Numbers>(in_);
  for (double& number : numbers) {
    const double angle = kTwoPi * (number - first_) / period_;
    number = cosine_ ? std::cos(angle) : std::sin(angle);
  }
}

void Holidays::run(Run& run) {
  const Column& column = run.column(column_);
  Numbers& numbers = begin(run, out_);
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    double& number = numbers[static_cast<std::size_t>(row)];
    const double day = std::floor(instant_at(column, name_, row, run) / kMicrosecondsPerDay);
    if (!(day >= first_day_ && day <= last_day_)) {
      number = kMissing;
    } else {
      number = std::binary_search(days_.begin(), days_.end(), static_cast<std::int32_t>(day)) ? 1.0 : 0.0;
    }
  }
}

}  // namespace millrace
