// Parts of the proleptic Gregorian calendar and of the clock, in UTC, of instants in microseconds since 1970.
#pragma once

#include <cstdint>

namespace millrace::expression {

struct Civil {
  std::int64_t year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};

// Days since 1970-01-01, and back. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
std::int64_t days_from_civil(std::int64_t year, int month, int day);
Civil civil_from_days(std::int64_t days);

// One part of an instant. NaN stays NaN.
using CalendarPart = double (*)(double instant);

// year, quarter, month, week, day, dayOfYear, dayOfWeek, hour, minute, second, daysInMonth, weekend (1 or 0);
// nullptr for another name.
CalendarPart calendar_part(const char* name);

}  // namespace millrace::expression
