// A sample of the rows that pass by, of a bounded size.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/random.h"
#include "transforms/program.h"

namespace millrace {

// Keeps at most `max_rows` rows of `width` numbers: all while there are no more, then those whose ids draw the smallest
// numbers. Which rows are kept depends on ids and the seed alone, not on batches, parts or their order. Rows without a
// single number are left out. Holds up to twice the sample.
class RowSample {
 public:
  RowSample(std::size_t width, std::size_t max_rows, std::uint64_t seed)
      : width_(width), max_rows_(max_rows), seed_(seed), random_(seed, "row sample") {}

  // numbers: one column of the row's numbers each, `count` long.
  void update(const std::vector<const double*>& numbers, const double* row_ids, std::size_t count);
  std::shared_ptr<RowSample> fork() const { return std::make_shared<RowSample>(width_, max_rows_, seed_); }
  void merge(RowSample& next);

  std::size_t width() const { return width_; }
  // values[rows][width], in the order of the row ids; the state is empty afterwards.
  std::vector<double> finish();

 private:
  struct Row {
    std::uint64_t draw;
    double id;
    std::size_t at;  // of its numbers
  };
  void thin();

  std::size_t width_, max_rows_;
  std::uint64_t seed_;
  RandomStream random_;
  std::vector<Row> rows_;
  std::vector<double> values_;
  // No row whose draw is greater is kept any more.
  std::uint64_t greatest_ = ~std::uint64_t{0};
};

struct SampleRows : Operation {
  SampleRows(std::vector<Slot> numbers, Slot row_ids, std::shared_ptr<RowSample> state)
      : numbers(std::move(numbers)), row_ids(row_ids), state(std::move(state)) {}
  void run(Run& run) override;
  std::vector<Slot> numbers;
  Slot row_ids;  // a float64 column
  std::shared_ptr<RowSample> state;
};

}  // namespace millrace
