// The numbers of a slot in order: themselves while they are few, a sketch of them after that.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "transforms/program.h"
#include "transforms/sorted_numbers.h"
#include "trees/bins/quantile_sketch.h"

namespace millrace {

// Up to `limit` numbers are held as they are, 8 bytes each, and quantiles are exact whatever the order of the rows.
// Beyond that they go to a sketch of at most 3 MB, which is still exact while there are no more than 65,536 different
// ones. Otherwise the rank of a quantile is off by about 0.01 % of the count, and by levels / 16,384 at the very worst,
// which is 0.1 % for a thousand million numbers. Missing numbers are left out.
class NumberQuantiles {
 public:
  static constexpr std::size_t kHeld = std::size_t{1} << 20;

  explicit NumberQuantiles(std::size_t limit = kHeld) : limit_(limit) {}
  void update(const double* numbers, std::size_t count);
  std::shared_ptr<NumberQuantiles> fork() const { return std::make_shared<NumberQuantiles>(limit_); }
  void merge(NumberQuantiles& next);
  // Closes the state.
  SortedNumbers finish();

 private:
  using Sketch = trees::QuantileSketch<std::uint64_t>;
  void spill();

  std::size_t limit_;
  std::vector<std::uint64_t> held_;  // keys of the numbers
  std::optional<Sketch> sketch_;
};

struct QuantilesFold : Operation {
  QuantilesFold(Slot in, std::shared_ptr<NumberQuantiles> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override;
  Slot in;
  std::shared_ptr<NumberQuantiles> state;
};

}  // namespace millrace
