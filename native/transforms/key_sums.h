// Counts and sums by key that a row can be taken out of again.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/double_double.h"
#include "transforms/program.h"

namespace millrace {

enum class KeyStatistic { count, sum, mean, std };

// Of each key: how many numbers there are, their sum and the sum of their squares.
struct KeySums {
  struct Sums {
    std::int64_t count = 0;
    DoubleDouble sum, squares;
    void add(double value);
    void add(const Sums& next);
    Sums without(double value) const;
    // Missing (NaN) when there are no numbers, but for the count; the deviation divides by count - 1 and is missing for
    // a single number.
    double statistic(KeyStatistic what) const;
  };
  std::vector<Sums> of_key;
};

// out[r] = the statistic of the row's key over all rows but this one. A row that has no number there is not in it, and
// counts all. A key that is missing or unseen has no numbers.
class LeaveOneOut : public Operation {
 public:
  // numbers: the aggregated ones, or -1 to count rows.
  LeaveOneOut(Slot codes, Slot numbers, Slot out, std::shared_ptr<const KeySums> sums, KeyStatistic what)
      : codes_(codes), numbers_(numbers), out_(out), sums_(std::move(sums)), what_(what) {}
  void run(Run& run) override;

 private:
  Slot codes_, numbers_, out_;
  std::shared_ptr<const KeySums> sums_;
  KeyStatistic what_;
};

}  // namespace millrace
