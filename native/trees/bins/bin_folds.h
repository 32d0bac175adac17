// Data in, in two passes: the first counts what the values of each input are, the second writes them down as bins.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "transforms/assemble.h"
#include "trees/bins/bin_bounds.h"
#include "trees/bins/binned_matrix.h"

namespace millrace::trees {

// What the first pass counts of inputs that are numbers or codes: one of each is used.
struct InputCounts {
  InputCounts(std::size_t capacity, std::size_t exact_limit) : sketch(capacity, exact_limit) {}
  QuantileSketch sketch;
  std::vector<std::int64_t> codes;  // one a category
  std::int64_t missing_codes = 0;
};

// The first pass. Bins made of it depend on neither batches nor threads.
class FeatureCounts {
 public:
  explicit FeatureCounts(std::uint32_t max_bins) : max_bins_(max_bins) {}

  void update(const std::vector<Part>& parts, const Run& run);
  std::int64_t row_count() const { return row_count_; }
  // The bins of each part. Closes the counts.
  std::vector<FeatureBins> finish(const std::vector<Part>& parts, const BinOptions& options, const RunContext& context);
  std::int64_t byte_count() const;

 private:
  std::uint32_t max_bins_;
  std::int64_t row_count_ = 0;
  std::vector<InputCounts> inputs_;
};

// The second pass. Rows that only tell when to stop come first and are kept aside, since the columns of the matrix can
// be laid out when all rows are counted; in the matrix they follow the training rows.
class BinBuilder {
 public:
  BinBuilder(std::vector<FeatureBins> bins, std::int64_t training_rows)
      : bins_(std::move(bins)), training_rows_(training_rows) {}

  void add_validation(const std::vector<Part>& parts, const Run& run);
  // Throws Error(SOURCE_CHANGED) for more rows than the first pass had.
  void add_training(const std::vector<Part>& parts, const Run& run);

  struct Result {
    std::shared_ptr<BinnedMatrix> matrix;
    std::int64_t validation_rows;
  };
  // Throws Error(SOURCE_CHANGED) for fewer rows than the first pass had.
  Result finish();

 private:
  void begin_training();
  static void write(const std::vector<Part>& parts, const Run& run, BinnedMatrix& matrix, std::int64_t first_row);

  std::vector<FeatureBins> bins_;
  std::int64_t training_rows_;
  std::int64_t written_ = 0, validation_rows_ = 0;
  std::vector<std::unique_ptr<BinnedMatrix>> validation_;  // one a batch, without bins of their own
  std::shared_ptr<BinnedMatrix> matrix_;
};

struct CountFold : Operation {
  CountFold(std::vector<Part> parts, std::shared_ptr<FeatureCounts> state)
      : parts(std::move(parts)), state(std::move(state)) {}
  void run(Run& run) override { state->update(parts, run); }
  std::vector<Part> parts;
  std::shared_ptr<FeatureCounts> state;
};

struct BinFold : Operation {
  BinFold(std::vector<Part> parts, bool validation, std::shared_ptr<BinBuilder> state)
      : parts(std::move(parts)), validation(validation), state(std::move(state)) {}
  void run(Run& run) override {
    if (validation) {
      state->add_validation(parts, run);
    } else {
      state->add_training(parts, run);
    }
  }
  std::vector<Part> parts;
  bool validation;
  std::shared_ptr<BinBuilder> state;
};

}  // namespace millrace::trees
