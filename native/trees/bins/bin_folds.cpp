#include "trees/bins/bin_folds.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "core/error.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kLeastCapacity = 8'192;
constexpr std::size_t kLeastExact = 4'096;
constexpr std::size_t kTileRows = 256;

[[noreturn]] void source_changed(std::int64_t expected, const char* found) {
  throw Error("SOURCE_CHANGED",
              "the source gave " + std::to_string(expected) + " rows, then " + found + " on the next pass",
              "train on a copy that nothing writes to");
}

// bins[row_count] of one part.
template <typename T>
void write_part(const Part& part, const FeatureBins& bins, const Run& run, T* out) {
  const auto rows = static_cast<std::size_t>(run.row_count);
  if (part.kind == Part::Kind::numbers) {
    const Numbers& numbers = run.get<Numbers>(part.slot);
    for (std::size_t row = 0; row < rows; ++row) out[row] = static_cast<T>(bin_of_number(bins, numbers[row]));
    return;
  }
  const Codes& codes = run.get<Codes>(part.slot);
  const auto& of_category = bins.bin_of_category;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto code = static_cast<std::size_t>(codes[row]);  // codes below 0 are beyond every category
    out[row] = static_cast<T>(code < of_category.size() ? of_category[code] : kMissingBin);
  }
}

// rows[row][stride] = columns[column][row], for rows first … first + count - 1 of columns of row_count rows.
template <typename T>
void transpose(const T* columns, std::size_t column_count, std::size_t row_count, std::size_t first, std::size_t count,
               T* rows, std::size_t stride) {
  for (std::size_t row = first; row < first + count; ++row) {
    for (std::size_t c = 0; c < column_count; ++c) rows[row * stride + c] = columns[c * row_count + row];
  }
}

}  // namespace

void FeatureCounts::update(const std::vector<Part>& parts, const Run& run) {
  if (inputs_.empty()) {
    const std::size_t capacity = std::max(kLeastCapacity, std::bit_ceil(std::size_t{4} * max_bins_));
    for (const Part& part : parts) {
      inputs_.emplace_back(capacity, std::max(kLeastExact, std::size_t{2} * max_bins_));
      if (part.kind == Part::Kind::codes) inputs_.back().codes.resize(static_cast<std::size_t>(part.width));
    }
  }
  const auto rows = static_cast<std::size_t>(run.row_count);
  parallel_for(run.context, parts.size(), [&](std::size_t i) {
    InputCounts& counts = inputs_[i];
    if (parts[i].kind == Part::Kind::numbers) {
      counts.sketch.update(run.get<Numbers>(parts[i].slot).data(), rows);
      return;
    }
    const Codes& codes = run.get<Codes>(parts[i].slot);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto code = static_cast<std::size_t>(codes[row]);
      if (code < counts.codes.size()) {
        ++counts.codes[code];
      } else {
        ++counts.missing_codes;
      }
    }
  });
  row_count_ += run.row_count;
}

std::vector<FeatureBins> FeatureCounts::finish(const std::vector<Part>& parts, const BinOptions& options,
                                               const RunContext& context) {
  std::vector<FeatureBins> bins(parts.size());
  parallel_for(context, inputs_.size(), [&](std::size_t i) {
    InputCounts& counts = inputs_[i];
    bins[i] = parts[i].kind == Part::Kind::numbers
                  ? numeric_bins(counts.sketch.finish(), counts.sketch.missing_count(), options)
                  : category_bins(counts.codes, counts.missing_codes, options);
  });
  inputs_.clear();
  return bins;
}

std::int64_t FeatureCounts::byte_count() const {
  std::int64_t bytes = 0;
  for (const InputCounts& counts : inputs_) {
    bytes += counts.sketch.byte_count() + 8 * static_cast<std::int64_t>(counts.codes.size());
  }
  return bytes;
}

void BinBuilder::write(const std::vector<Part>& parts, const Run& run, BinnedMatrix& matrix, std::int64_t first_row) {
  const auto first = static_cast<std::size_t>(first_row), count = static_cast<std::size_t>(run.row_count);
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  parallel_for(run.context, parts.size(), [&](std::size_t f) {
    const FeaturePlace& place = matrix.places[f];
    const std::size_t at = place.column * rows + first;
    if (place.store == FeaturePlace::Store::narrow) {
      write_part(parts[f], matrix.bins[f], run, matrix.narrow_columns.data() + at);
    } else {
      write_part(parts[f], matrix.bins[f], run, matrix.wide_columns.data() + at);
    }
  });
  parallel_for(run.context, (count + kTileRows - 1) / kTileRows, [&](std::size_t tile) {
    const std::size_t begin = tile * kTileRows, length = std::min(kTileRows, count - begin);
    transpose(matrix.narrow_columns.data(), matrix.narrow_count, rows, first + begin, length, matrix.narrow_rows.data(),
              matrix.narrow_stride);
    transpose(matrix.wide_columns.data(), matrix.wide_count, rows, first + begin, length, matrix.wide_rows.data(),
              matrix.wide_stride);
  });
}

void BinBuilder::add_validation(const std::vector<Part>& parts, const Run& run) {
  auto batch = std::make_unique<BinnedMatrix>();
  batch->row_count = run.row_count;
  batch->bins = bins_;
  place_dense(*batch);
  write(parts, run, *batch, 0);
  batch->bins.clear();
  batch->bins.shrink_to_fit();
  validation_rows_ += run.row_count;
  validation_.push_back(std::move(batch));
}

void BinBuilder::begin_training() {
  if (matrix_) return;
  matrix_ = std::make_shared<BinnedMatrix>();
  matrix_->row_count = training_rows_ + validation_rows_;
  matrix_->bins = std::move(bins_);
  place_dense(*matrix_);
}

void BinBuilder::add_training(const std::vector<Part>& parts, const Run& run) {
  begin_training();
  if (written_ + run.row_count > training_rows_) source_changed(training_rows_, "more");
  write(parts, run, *matrix_, written_);
  written_ += run.row_count;
}

BinBuilder::Result BinBuilder::finish() {
  begin_training();
  BinnedMatrix& matrix = *matrix_;
  if (written_ < training_rows_) source_changed(training_rows_, std::to_string(written_).c_str());
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  auto first = static_cast<std::size_t>(written_);
  for (auto& batch : validation_) {
    const auto count = static_cast<std::size_t>(batch->row_count);
    std::copy(batch->narrow_rows.begin(), batch->narrow_rows.end(),
              matrix.narrow_rows.begin() + static_cast<std::ptrdiff_t>(first * matrix.narrow_stride));
    std::copy(batch->wide_rows.begin(), batch->wide_rows.end(),
              matrix.wide_rows.begin() + static_cast<std::ptrdiff_t>(first * matrix.wide_stride));
    for (std::size_t c = 0; c < matrix.narrow_count; ++c) {
      std::memcpy(matrix.narrow_columns.data() + c * rows + first, batch->narrow_columns.data() + c * count, count);
    }
    for (std::size_t c = 0; c < matrix.wide_count; ++c) {
      std::memcpy(matrix.wide_columns.data() + c * rows + first, batch->wide_columns.data() + c * count, 2 * count);
    }
    first += count;
    batch.reset();
  }
  validation_.clear();
  return {std::move(matrix_), validation_rows_};
}

}  // namespace millrace::trees
