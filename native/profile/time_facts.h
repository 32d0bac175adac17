// What is known of the instants of a column: the first and last, how fine they are, and the days they fall on.
#pragma once

#include <cstdint>
#include <unordered_set>

namespace millrace {

inline constexpr std::int64_t kMicrosecondsPerDay = 86400000000;

struct TimeFacts {
  static constexpr std::size_t kMostDays = 65536;

  std::int64_t first = 0, last = 0, count = 0;  // microseconds since 1970-01-01 UTC
  // How many instants are whole seconds, minutes, hours, days.
  std::int64_t whole_seconds = 0, whole_minutes = 0, whole_hours = 0, whole_days = 0;
  std::unordered_set<std::int32_t> days;  // since 1970
  bool all_days = true;                   // false once there were more than kMostDays

  void add(std::int64_t microseconds);
  void merge(const TimeFacts& next);

 private:
  void add_day(std::int32_t day);
  std::int32_t last_day_ = 0;
};

}  // namespace millrace
