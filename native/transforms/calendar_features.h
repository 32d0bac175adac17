// Operations on columns of dates and times: parts of the calendar, cycles, holidays.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "expression/calendar.h"
#include "transforms/program.h"

namespace millrace {

// A column of instants → one part of each as numbers.
class CalendarFeature : public Operation {
 public:
  // name: the column's, for messages.
  CalendarFeature(Slot column, Slot out, std::string name, expression::CalendarPart part)
      : column_(column), out_(out), name_(std::move(name)), part_(part) {}
  void run(Run& run) override;

 private:
  Slot column_;
  Slot out_;
  std::string name_;
  expression::CalendarPart part_;
};

// Numbers → the sine or cosine of 2 pi (number - first) / period. By the C library, whose
// sine and cosine may differ by a unit in the last place between machines.
class Cycle : public Operation {
 public:
  Cycle(Slot in, Slot out, double first, double period, bool cosine);
  void run(Run& run) override;

 private:
  Slot in_;
  Slot out_;
  double first_;
  double period_;
  bool cosine_;
};

// A column of instants → 1 on the days given (ascending, since 1970-01-01), else 0; missing outside of the range.
class Holidays : public Operation {
 public:
  Holidays(Slot column, Slot out, std::string name, std::vector<std::int32_t> days, std::int32_t first_day,
           std::int32_t last_day)
      : column_(column),
        out_(out),
        name_(std::move(name)),
        days_(std::move(days)),
        first_day_(first_day),
        last_day_(last_day) {}
  void run(Run& run) override;

 private:
  Slot column_;
  Slot out_;
  std::string name_;
  std::vector<std::int32_t> days_;
  std::int32_t first_day_;
  std::int32_t last_day_;
};

}  // namespace millrace
