#include "profile/time_facts.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::int64_t kSecond = 1000000;

}  // namespace

void TimeFacts::add(std::int64_t microseconds) {
  first = count == 0 ? microseconds : std::min(first, microseconds);
  last = count == 0 ? microseconds : std::max(last, microseconds);
  const std::int64_t past = microseconds % kMicrosecondsPerDay;
  if (past % kSecond == 0) {
    ++whole_seconds;
    whole_minutes += past % (60 * kSecond) == 0;
    whole_hours += past % (3600 * kSecond) == 0;
    whole_days += past == 0;
  }
  const auto day = static_cast<std::int32_t>(microseconds / kMicrosecondsPerDay - (past < 0));
  if (count == 0 || day != last_day_) add_day(day);
  last_day_ = day;
  ++count;
}

void TimeFacts::add_day(std::int32_t day) {
  if (!all_days) return;
  days.insert(day);
  if (days.size() <= kMostDays) return;
  all_days = false;
  days.clear();
}

void TimeFacts::merge(const TimeFacts& next) {
  if (next.count == 0) return;
  first = count == 0 ? next.first : std::min(first, next.first);
  last = count == 0 ? next.last : std::max(last, next.last);
  count += next.count;
  whole_seconds += next.whole_seconds;
  whole_minutes += next.whole_minutes;
  whole_hours += next.whole_hours;
  whole_days += next.whole_days;
  all_days = all_days && next.all_days;
  if (!all_days) days.clear();
  for (const std::int32_t day : next.days) add_day(day);
}

}  // namespace millrace
