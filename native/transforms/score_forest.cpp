#include "transforms/score_forest.h"

#include <algorithm>
#include <limits>
#include <string>

#include "trees/model/link.h"

namespace millrace {

namespace {

constexpr std::size_t kRows = trees::CompiledForest::kRows;

double number_of(std::int32_t code) {
  return code < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(code);
}

}  // namespace

ScoreForest::ScoreForest(Slot out, const std::vector<Part>& parts, std::shared_ptr<const trees::CompiledForest> forest,
                         ForestOutput output)
    : out_(out), forest_(std::move(forest)), output_(output) {
  const std::vector<std::uint32_t>& features = forest_->features();
  std::size_t next = 0;    // of the features that splits read
  std::int64_t first = 0;  // of the part
  for (const Part& part : parts) {
    const std::int64_t width = part.kind == Part::Kind::sparse ? part.width : 1;
    if (part.kind == Part::Kind::sparse) {
      sparse_.push_back({part.slot, std::vector<std::int32_t>(static_cast<std::size_t>(width), -1)});
    }
    for (; next < features.size() && features[next] < first + width; ++next) {
      const auto column = static_cast<std::size_t>(features[next] - first);
      inputs_.push_back({part.kind, part.slot, column});
      if (part.kind == Part::Kind::sparse) sparse_.back().input_of_column[column] = static_cast<std::int32_t>(next);
    }
    first += width;
  }
  if (first != forest_->forest().feature_count) {
    throw Error("MODEL_CORRUPT", "the model's trees split on " + std::to_string(forest_->forest().feature_count) +
                                     " features, and it has " + std::to_string(first));
  }
}

class ScoreForest::Gathered {
 public:
  Gathered(const ScoreForest& of, const Run& run, std::size_t begin, std::size_t end) : columns(of.inputs_.size()) {
    const std::size_t rows = end - begin;
    std::size_t own = 0;
    for (const Input& input : of.inputs_) own += input.kind != Part::Kind::numbers;
    values_.resize(own * rows);
    double* at = values_.data();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Input& input = of.inputs_[i];
      if (input.kind == Part::Kind::numbers) {
        columns[i] = run.get<Numbers>(input.slot).data() + begin;
        continue;
      }
      columns[i] = at;
      if (input.kind == Part::Kind::codes) {
        const std::int32_t* codes = run.get<Codes>(input.slot).data() + begin;
        for (std::size_t r = 0; r < rows; ++r) at[r] = number_of(codes[r]);
      }
      at += rows;
    }
    for (const SparsePart& part : of.sparse_) {
      const CsrBlock& block = run.get<CsrBlock>(part.slot);
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::uint32_t e = block.offsets[begin + r]; e < block.offsets[begin + r + 1]; ++e) {
          const std::int32_t input = part.input_of(block.indices[e]);
          if (input >= 0) values_[static_cast<std::size_t>(columns[input] - values_.data()) + r] = block.values[e];
        }
      }
    }
  }

  std::vector<const double*> columns;

 private:
  std::vector<double> values_;
};

void ScoreForest::run(Run& run) {
  const trees::Forest& forest = forest_->forest();
  const auto outputs = static_cast<std::size_t>(forest.output_count);
  const std::size_t trees = forest.tree_count();
  const std::size_t every = every_ == 0 ? std::max<std::size_t>(trees, 1) : every_;
  const std::size_t stages = std::max<std::size_t>((trees + every - 1) / every, 1);
  const auto width =
      output_ == ForestOutput::prediction ? static_cast<std::size_t>(trees::prediction_width(forest)) : outputs;
  const std::size_t row_width = output_ == ForestOutput::leaves   ? trees
                                : output_ == ForestOutput::inputs ? inputs_.size()
                                                                  : stages * width;
  const auto rows = static_cast<std::size_t>(run.row_count);
  Numbers& results = run.make<Numbers>(out_);
  results.resize(rows * row_width);
  if (rows == 1 && stages == 1 && output_ <= ForestOutput::score) return score_row(run, results.data());
  parallel_for(run.context, (rows + kRows - 1) / kRows, [&](std::size_t block) {
    const std::size_t begin = block * kRows;
    const std::size_t count = std::min(kRows, rows - begin);
    const Gathered gathered(*this, run, begin, begin + count);
    double* out = results.data() + begin * row_width;
    if (output_ == ForestOutput::inputs) {
      for (std::size_t i = 0; i < row_width; ++i) {
        for (std::size_t r = 0; r < count; ++r) out[r * row_width + i] = gathered.columns[i][r];
      }
      return;
    }
    if (output_ == ForestOutput::leaves) {
      std::vector<double> row(gathered.columns.size());
      std::vector<double> scratch(forest_->column_count());
      for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t i = 0; i < row.size(); ++i) row[i] = gathered.columns[i][r];
        forest_->leaves_of_row(row.data(), 0, trees, scratch.data(), out + r * row_width);
      }
      return;
    }
    trees::CompiledForest::Block rows_of_block(*forest_, gathered.columns.data(), count);
    std::vector<double> sums(outputs * kRows);
    for (std::size_t k = 0; k < outputs; ++k) {
      std::fill_n(sums.begin() + static_cast<std::ptrdiff_t>(k * kRows), kRows, trees::first_sum(forest, k));
    }
    std::vector<double> scores(count * outputs);
    std::vector<double> predictions(count * width);
    for (std::size_t stage = 0; stage < stages; ++stage) {
      const std::size_t done = std::min(trees, (stage + 1) * every);
      rows_of_block.add(stage * every, done, sums.data());
      for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t k = 0; k < outputs; ++k) scores[r * outputs + k] = sums[k * kRows + r];
      }
      trees::finish_scores(forest, done, static_cast<std::int64_t>(count), scores.data());
      if (output_ == ForestOutput::prediction) {
        trees::apply_link(forest, scores.data(), static_cast<std::int64_t>(count), predictions.data());
      } else {
        predictions = scores;
      }
      for (std::size_t r = 0; r < count; ++r) {
        std::copy_n(predictions.data() + r * width, width, out + r * row_width + stage * width);
      }
    }
  });
}

void ScoreForest::score_row(const Run& run, double* out) const {
  // Kept by the thread: rows one by one allocate nothing.
  thread_local std::vector<double> numbers;
  thread_local trees::CompiledForest::RowScratch scratch;
  const trees::Forest& forest = forest_->forest();
  const std::size_t features = inputs_.size();
  const auto outputs = static_cast<std::size_t>(forest.output_count);
  numbers.assign(features + outputs, 0.0);
  double* const row = numbers.data();
  for (std::size_t i = 0; i < features; ++i) {
    if (inputs_[i].kind == Part::Kind::numbers) row[i] = run.get<Numbers>(inputs_[i].slot)[0];
    if (inputs_[i].kind == Part::Kind::codes) row[i] = number_of(run.get<Codes>(inputs_[i].slot)[0]);
  }
  for (const SparsePart& part : sparse_) {
    const CsrBlock& block = run.get<CsrBlock>(part.slot);
    for (std::size_t e = 0; e < block.indices.size(); ++e) {
      const std::int32_t input = part.input_of(block.indices[e]);
      if (input >= 0) row[input] = block.values[e];
    }
  }
  double* const sums = row + features;
  for (std::size_t k = 0; k < outputs; ++k) sums[k] = trees::first_sum(forest, k);
  forest_->add_row(row, 0, forest.tree_count(), scratch, sums);
  trees::finish_scores(forest, forest.tree_count(), 1, sums);
  if (output_ == ForestOutput::prediction) {
    trees::apply_link(forest, sums, 1, out);
  } else {
    std::copy_n(sums, outputs, out);
  }
}

}  // namespace millrace
