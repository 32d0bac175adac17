#include "expression/calendar.h"

#include <cmath>
#include <cstring>

#include "expression/kernels.h"

namespace millrace::expression {

namespace {

constexpr double kDay = 86'400e6;

std::int64_t day_number(double instant) { return static_cast<std::int64_t>(std::floor(instant / kDay)); }

// Whole units since the epoch, and of them what is left of a cycle.
double clock_part(double instant, double unit, double cycle) {
  const double units = std::floor(instant / unit);
  return units - std::floor(units / cycle) * cycle;
}

double hour(double instant) { return clock_part(instant, 3600e6, 24); }
double minute(double instant) { return clock_part(instant, 60e6, 60); }
double second(double instant) { return clock_part(instant, 1e6, 60); }

// 0 = Monday; 1970-01-01 was a Thursday.
double day_of_week(double instant) {
  const double days = std::floor(instant / kDay) + 3;
  return days - std::floor(days / 7) * 7;
}

double weekend(double instant) { return instant != instant ? instant : day_of_week(instant) >= 5 ? 1.0 : 0.0; }

template <typename Part>
double of_civil(double instant, Part part) {
  return instant != instant ? instant : static_cast<double>(part(civil_from_days(day_number(instant))));
}

double year(double instant) {
  return of_civil(instant, [](const Civil& date) { return date.year; });
}
double quarter(double instant) {
  return of_civil(instant, [](const Civil& date) { return (date.month + 2) / 3; });
}
double month(double instant) {
  return of_civil(instant, [](const Civil& date) { return date.month; });
}
double day(double instant) {
  return of_civil(instant, [](const Civil& date) { return date.day; });
}

double day_of_year(double instant) {
  return of_civil(instant,
                  [instant](const Civil& date) { return day_number(instant) - days_from_civil(date.year, 1, 1) + 1; });
}

double days_in_month(double instant) {
  return of_civil(instant, [](const Civil& date) {
    const bool is_last = date.month == 12;
    const auto next = days_from_civil(date.year + (is_last ? 1 : 0), is_last ? 1 : date.month + 1, 1);
    return next - days_from_civil(date.year, date.month, 1);
  });
}

// Of ISO 8601: a week belongs to the year that its Thursday is in.
double week(double instant) {
  if (instant != instant) return instant;
  const auto thursday = day_number(instant) - static_cast<std::int64_t>(day_of_week(instant)) + 3;
  const Civil date = civil_from_days(thursday);
  const std::int64_t weeks_before = (thursday - days_from_civil(date.year, 1, 1)) / 7;
  return static_cast<double>(weeks_before + 1);
}

struct Named {
  const char* name;
  CalendarPart part;
};
constexpr Named kParts[] = {
    {"year", year},
    {"quarter", quarter},
    {"month", month},
    {"week", week},
    {"day", day},
    {"dayOfYear", day_of_year},
    {"dayOfWeek", day_of_week},
    {"hour", hour},
    {"minute", minute},
    {"second", second},
    {"daysInMonth", days_in_month},
    {"weekend", weekend},
};

template <double (*part)(double)>
Vector part_of(const Call& call) {
  Vector out = make_numbers(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    out.own_numbers[static_cast<std::size_t>(row)] = part(call[0].number(row));
  }
  return out;
}

Vector weekends(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const double value = weekend(call[0].number(row));
    out.truths[static_cast<std::size_t>(row)] = value != value ? kUnknown : value == 1 ? kTrue : kFalse;
  }
  return out;
}

double epoch_seconds(double instant) { return instant / 1e6; }

}  // namespace

std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  // Years begin in March, so the leap day comes last; an era is 400 years.
  const std::int64_t march_year = month <= 2 ? year - 1 : year;
  const std::int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
  const std::int64_t year_of_era = march_year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Civil civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const auto day_of_era = static_cast<std::uint32_t>(shifted - era * 146'097);
  const std::uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t march_month = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  const int month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

CalendarPart calendar_part(const char* name) {
  for (const Named& named : kParts) {
    if (std::strcmp(named.name, name) == 0) return named.part;
  }
  return nullptr;
}

void add_calendar(Kernels& kernels) {
  kernels.add("year", part_of<year>);
  kernels.add("quarter", part_of<quarter>);
  kernels.add("month", part_of<month>);
  kernels.add("week", part_of<week>);
  kernels.add("day", part_of<day>);
  kernels.add("dayOfYear", part_of<day_of_year>);
  kernels.add("dayOfWeek", part_of<day_of_week>);
  kernels.add("hour", part_of<hour>);
  kernels.add("minute", part_of<minute>);
  kernels.add("second", part_of<second>);
  kernels.add("daysInMonth", part_of<days_in_month>);
  kernels.add("epochSeconds", part_of<epoch_seconds>);
  kernels.add("weekend", weekends);
}

}  // namespace millrace::expression
