// Moments of every column of a matrix, within classes or together with a target: what univariate selection looks at.
#pragma once

#include <limits>
#include <memory>
#include <vector>

#include "transforms/assemble.h"

namespace millrace {

// What is known of the rows beside their features.
struct ColumnMomentsOptions {
  std::size_t class_count = 1;  // 1 without classes
  bool with_target = false;     // a number to take co-moments with; then there is one class
  bool skip_missing = false;    // missing numbers are left out; otherwise they are a fault
};

// Numbers are folded row by row (Welford 1962) within blocks of kBlockRows rows of the stream, and blocks are merged in
// order (Chan, Golub, LeVeque 1983), so no batching changes a bit. A column's first number is taken off all of them, so
// that numbers far from 0 keep their digits. Indicators and sparse values are summed: their zeros cost nothing, and
// indicators are exact.
class ColumnMoments {
 public:
  explicit ColumnMoments(ColumnMomentsOptions options) : options_(options) {}

  // The layout is that of the first call. classes: codes from 0; target: one a row. Null where there is none.
  void update(Run& run, const std::vector<Part>& parts, const Codes* classes, const Numbers* target);

  struct Result {
    std::vector<double> class_rows;      // [classes]
    std::vector<double> counts;          // [columns]: rows that are not missing
    std::vector<double> centres;         // [columns]: a number near the column's
    std::vector<double> means, squares;  // [classes][columns]: less the centre; squares about the mean
    std::vector<double> min, max;        // [columns]
    std::vector<double> products;        // [columns]: Σ (x - mean)(y - mean), with a target
    double target_mean = 0, target_squares = 0;
  };
  Result finish();

  std::shared_ptr<ColumnMoments> fork() const { return std::make_shared<ColumnMoments>(options_); }
  void merge(ColumnMoments& next);

 private:
  struct Moment {
    double count = 0, mean = 0, squares = 0, product = 0;
  };
  struct Target {
    double count = 0, mean = 0, squares = 0;
  };
  struct Entries {
    double sum = 0, squares = 0, product = 0;  // product: Σ x (y - shift)
  };

  void start(const std::vector<Part>& parts);
  void add_rows(Run& run, std::int64_t begin, std::int64_t end, const Codes* classes, const Numbers* target);
  void close_block();
  // shifts: of the given moments against this state's
  void add_totals(const std::vector<Moment>& moments, const std::vector<double>& shifts, const Target& target,
                  double target_shift);

  ColumnMomentsOptions options_;
  bool started_ = false;
  std::vector<Part> parts_;
  std::size_t width_ = 0;
  std::size_t number_count_ = 0;
  std::vector<std::size_t> number_columns_;  // [numbers]: the matrix column
  std::vector<std::size_t> entry_begins_;    // [parts]: the first of its entries, for parts that have them
  std::size_t entry_count_ = 0;
  std::vector<std::size_t> entry_columns_;  // [entries]: the matrix column
  std::size_t rows_in_block_ = 0;
  std::vector<Moment> block_, total_;  // [numbers][classes]: of numbers less their shift
  std::vector<double> shifts_;         // [numbers]: NaN until there is a number
  Target block_target_, total_target_;
  std::vector<Entries> entries_;   // [entries][classes]
  std::vector<double> non_zeros_;  // [entries]
  std::vector<double> min_, max_;  // [columns], of numbers and non-zeros
  std::vector<double> class_rows_;
  double target_shift_ = std::numeric_limits<double>::quiet_NaN();
};

struct ColumnMomentsFold : Operation {
  ColumnMomentsFold(std::vector<Part> parts, Slot classes, Slot target, std::shared_ptr<ColumnMoments> state)
      : parts(std::move(parts)), classes(classes), target(target), state(std::move(state)) {}
  void run(Run& run) override;
  std::vector<Part> parts;
  Slot classes, target;  // a codes slot and a number slot, or -1
  std::shared_ptr<ColumnMoments> state;
};

}  // namespace millrace
