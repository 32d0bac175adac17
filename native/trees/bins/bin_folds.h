// Data in, in two passes: the first counts what the values of each input are, the second writes them down as bins.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "transforms/category_counter.h"
#include "trees/bins/bin_bounds.h"
#include "trees/bins/bin_builder.h"
#include "trees/bins/quantile_sketch.h"

namespace millrace::trees {

// What the first pass counts of an input.
struct CodeCounts {
  std::vector<std::int64_t> counts;  // one a category
  std::int64_t missing = 0;
};
using InputCounts = std::variant<CodeCounts, QuantileSketch<std::uint32_t>, QuantileSketch<std::uint64_t>>;

// The first pass. Bins made of it depend on neither batches nor threads.
class FeatureCounts {
 public:
  explicit FeatureCounts(std::uint32_t max_bins) : max_bins_(max_bins) {}

  void update(const std::vector<InputPart>& parts, const Run& run);
  std::int64_t row_count() const { return row_count_; }
  // The bins of each part. Closes the counts.
  std::vector<FeatureBins> finish(const std::vector<InputPart>& parts, const BinOptions& options,
                                  const RunContext& context);

  std::shared_ptr<FeatureCounts> fork() const { return std::make_shared<FeatureCounts>(max_bins_); }
  void merge(FeatureCounts& next);

 private:
  void begin(const std::vector<InputPart>& parts, const Run& run);

  std::uint32_t max_bins_;
  std::int64_t row_count_ = 0;
  std::vector<InputCounts> inputs_;
};

struct CountFold : Operation {
  CountFold(std::vector<InputPart> parts, std::shared_ptr<FeatureCounts> state)
      : parts(std::move(parts)), state(std::move(state)) {}
  void run(Run& run) override { state->update(parts, run); }
  std::vector<InputPart> parts;
  std::shared_ptr<FeatureCounts> state;
};

// Counts the categories of several columns side by side.
struct CategoriesFold : Operation {
  CategoriesFold(std::vector<Slot> in, std::vector<std::shared_ptr<CategoryCounter>> states)
      : in(std::move(in)), states(std::move(states)) {}
  void run(Run& run) override {
    parallel_for(run.context, in.size(), [&](std::size_t i) { states[i]->update(run.column(in[i])); });
  }
  std::vector<Slot> in;
  std::vector<std::shared_ptr<CategoryCounter>> states;
};

struct BinFold : Operation {
  BinFold(std::vector<InputPart> parts, bool validation, std::shared_ptr<BinBuilder> state)
      : parts(std::move(parts)), validation(validation), state(std::move(state)) {}
  void run(Run& run) override {
    if (validation) {
      state->add_validation(parts, run);
    } else {
      state->add_training(parts, run);
    }
  }
  std::vector<InputPart> parts;
  bool validation;
  std::shared_ptr<BinBuilder> state;
};

}  // namespace millrace::trees
