// The smallest and the greatest numbers of a slot.
#pragma once

#include <cstdint>
#include <memory>

#include "transforms/program.h"

namespace millrace {

// Of a stream of numbers, missing ones left out. -0 counts as 0, so the result has the same bits in any order.
class Extrema {
 public:
  void update(const double* numbers, std::size_t count);
  struct Result {
    bool any;         // whether there was a number
    double min, max;  // 0 when there was none
  };
  Result finish() const;
  std::shared_ptr<Extrema> fork() const { return std::make_shared<Extrema>(); }
  void merge(Extrema& next);

 private:
  static constexpr std::size_t kWidth = 8;  // side by side, so that the loop runs on vectors
  double min_[kWidth] = {kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing};
  double max_[kWidth] = {-kNothing, -kNothing, -kNothing, -kNothing, -kNothing, -kNothing, -kNothing, -kNothing};
  static constexpr double kNothing = __builtin_huge_val();  // numbers are finite
};

struct ExtremaFold : Operation {
  ExtremaFold(Slot in, std::shared_ptr<Extrema> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override;
  Slot in;
  std::shared_ptr<Extrema> state;
};

}  // namespace millrace
