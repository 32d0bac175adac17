#include "trees/bins/bin_builder.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "core/error.h"
#include "trees/bins/write_bins.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kTileRows = 1'024;

[[noreturn]] void source_changed(std::int64_t expected, const std::string& found) {
  throw Error("SOURCE_CHANGED",
              "the source gave " + std::to_string(expected) + " rows, then " + found + " on the next pass",
              "train on a copy that nothing writes to");
}

// Columns of a matrix that dense features have: those before any bundle.
struct DenseColumns {
  std::size_t narrow = 0, wide = 0;
};

}  // namespace

BinBuilder::BinBuilder(std::vector<InputPart> parts, std::vector<FeatureBins> bins, std::int64_t training_rows)
    : bins_(std::move(bins)), training_rows_(training_rows) {
  for (std::size_t p = 0; p < parts.size(); ++p) {
    features_.push_back(feature_count_);
    if (parts[p].kind != Part::Kind::sparse) {
      dense_parts_.push_back(p);
      ++feature_count_;
      continue;
    }
    for (std::int32_t i = 0; i < parts[p].width; ++i) sparse_features_.push_back(feature_count_++);
  }
  if (bins_.size() != dense_parts_.size()) throw Error("INTERNAL", "bins of another number of features");
}

// The features of `matrix` are the dense ones alone (a batch of validation rows), or all of them.
void BinBuilder::write(const std::vector<InputPart>& parts, const Run& run, BinnedMatrix& matrix,
                       std::int64_t first_row) const {
  const auto first = static_cast<std::size_t>(first_row), count = static_cast<std::size_t>(run.row_count);
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  const bool dense_alone = matrix.feature_count() == dense_parts_.size();
  const auto feature_at = [&](std::size_t i) { return dense_alone ? i : features_[dense_parts_[i]]; };
  DenseColumns dense;
  for (std::size_t i = 0; i < dense_parts_.size(); ++i) {
    ++(matrix.places[feature_at(i)].store == FeaturePlace::Store::narrow ? dense.narrow : dense.wide);
  }
  parallel_for(run.context, dense_parts_.size(), [&](std::size_t i) {
    const InputPart& part = parts[dense_parts_[i]];
    const FeaturePlace& place = matrix.places[feature_at(i)];
    const std::size_t at = place.column * rows + first;
    if (place.store == FeaturePlace::Store::narrow) {
      write_part(part, matrix.bins[feature_at(i)], run, matrix.narrow_columns.data() + at);
    } else {
      write_part(part, matrix.bins[feature_at(i)], run, matrix.wide_columns.data() + at);
    }
  });
  parallel_for(run.context, (count + kTileRows - 1) / kTileRows, [&](std::size_t tile) {
    const std::size_t begin = tile * kTileRows, length = std::min(kTileRows, count - begin);
    const std::size_t at = first + begin;
    transpose(matrix.narrow_columns.data() + at, dense.narrow, rows, length,
              matrix.narrow_rows.data() + at * matrix.narrow_stride, matrix.narrow_stride);
    transpose(matrix.wide_columns.data() + at, dense.wide, rows, length,
              matrix.wide_rows.data() + at * matrix.wide_stride, matrix.wide_stride);
  });
}

BinBuilder::Batch BinBuilder::aside(const std::vector<InputPart>& parts, const Run& run) const {
  auto batch = std::make_unique<BinnedMatrix>();
  batch->row_count = run.row_count;
  batch->bins = bins_;
  place_dense(*batch);
  write(parts, run, *batch, 0);
  batch->bins = {};
  return batch;
}

void BinBuilder::add_validation(const std::vector<InputPart>& parts, const Run& run) {
  validation_rows_ += run.row_count;
  validation_.push_back(aside(parts, run));
}

void BinBuilder::add_sparse(FeatureMatrix& matrix, const BinOptions& options, const RunContext& context) {
  const std::int64_t rows = training_rows_ + validation_rows_;
  if (matrix.row_count != rows) source_changed(rows, std::to_string(matrix.row_count));
  if (static_cast<std::size_t>(matrix.column_count) != sparse_features_.size()) {
    throw Error("INTERNAL", "sparse rows of another width");
  }
  sparse_ = bin_sparse(matrix, training_rows_, options, context);
  bundles_ = bundle_exclusive(sparse_, rows, context);
}

void BinBuilder::begin_training() {
  if (matrix_) return;
  matrix_ = std::make_shared<BinnedMatrix>();
  BinnedMatrix& matrix = *matrix_;
  matrix.row_count = training_rows_ + validation_rows_;
  matrix.bins.resize(feature_count_);
  for (std::size_t i = 0; i < dense_parts_.size(); ++i) matrix.bins[features_[dense_parts_[i]]] = std::move(bins_[i]);
  if (sparse_features_.empty()) {
    place_dense(matrix);
  } else {
    place_sparse();
  }
}

void BinBuilder::place_sparse() {
  BinnedMatrix& matrix = *matrix_;
  if (sparse_.feature_count() != sparse_features_.size()) throw Error("INTERNAL", "sparse parts without rows");
  for (std::size_t i = 0; i < sparse_features_.size(); ++i) {
    matrix.bins[sparse_features_[i]] = std::move(sparse_.bins[i]);
  }
  std::vector<std::size_t> dense;
  for (const std::size_t part : dense_parts_) dense.push_back(features_[part]);
  std::vector<ColumnOfFeatures> columns;
  std::vector<bool> has_column(feature_count_);
  for (const Bundle& bundle : bundles_) {
    ColumnOfFeatures column;
    for (const std::uint32_t f : bundle.features) {
      column.features.push_back(sparse_features_[f]);
      column.implicit_bins.push_back(sparse_.zero_bins[f]);
      has_column[sparse_features_[f]] = true;
    }
    columns.push_back(std::move(column));
  }
  ColumnOfFeatures rest;
  for (std::size_t i = 0; i < sparse_features_.size(); ++i) {
    if (has_column[sparse_features_[i]]) continue;
    rest.features.push_back(sparse_features_[i]);
    rest.implicit_bins.push_back(sparse_.zero_bins[i]);
  }
  place_all(matrix, dense, columns, rest);
}

void BinBuilder::add_training(const std::vector<InputPart>& parts, const Run& run) {
  if (is_part_) {
    training_.push_back(aside(parts, run));
    return;
  }
  begin_training();
  if (written_ + run.row_count > training_rows_) source_changed(training_rows_, "more");
  write(parts, run, *matrix_, written_);
  written_ += run.row_count;
}

BinBuilder::BinBuilder(const BinBuilder& whole, std::vector<FeatureBins> bins)
    : dense_parts_(whole.dense_parts_),
      features_(whole.features_),
      feature_count_(whole.feature_count_),
      sparse_features_(whole.sparse_features_),
      bins_(std::move(bins)),
      training_rows_(whole.training_rows_),
      is_part_(true) {}

std::shared_ptr<BinBuilder> BinBuilder::fork() const {
  if (matrix_) throw Error("INTERNAL", "a bin builder is parted before it has rows");
  return std::shared_ptr<BinBuilder>(new BinBuilder(*this, bins_));
}

void BinBuilder::merge(BinBuilder& next) {
  for (Batch& batch : next.validation_) validation_.push_back(std::move(batch));
  validation_rows_ += next.validation_rows_;
  if (!next.training_.empty()) begin_training();
  for (Batch& batch : next.training_) {
    if (written_ + batch->row_count > training_rows_) source_changed(training_rows_, "more");
    append(*batch, written_);
    written_ += batch->row_count;
    batch.reset();
  }
  next.validation_.clear();
  next.training_.clear();
}

void BinBuilder::append(const BinnedMatrix& batch, std::int64_t first_row) {
  BinnedMatrix& matrix = *matrix_;
  const auto rows = static_cast<std::size_t>(matrix.row_count), first = static_cast<std::size_t>(first_row);
  const auto count = static_cast<std::size_t>(batch.row_count);
  for (std::size_t row = 0; row < count; ++row) {
    std::copy_n(batch.narrow_rows.data() + row * batch.narrow_stride, batch.narrow_count,
                matrix.narrow_rows.data() + (first + row) * matrix.narrow_stride);
    std::copy_n(batch.wide_rows.data() + row * batch.wide_stride, batch.wide_count,
                matrix.wide_rows.data() + (first + row) * matrix.wide_stride);
  }
  for (std::size_t c = 0; c < batch.narrow_count; ++c) {
    std::copy_n(batch.narrow_columns.data() + c * count, count, matrix.narrow_columns.data() + c * rows + first);
  }
  for (std::size_t c = 0; c < batch.wide_count; ++c) {
    std::copy_n(batch.wide_columns.data() + c * count, count, matrix.wide_columns.data() + c * rows + first);
  }
}

BinBuilder::Result BinBuilder::finish(const RunContext& context) {
  begin_training();
  if (written_ < training_rows_ && !dense_parts_.empty()) source_changed(training_rows_, std::to_string(written_));
  std::int64_t first = training_rows_;
  for (Batch& batch : validation_) {
    append(*batch, first);
    first += batch->row_count;
    batch.reset();
  }
  validation_.clear();
  if (!sparse_features_.empty()) store_sparse(std::move(sparse_), sparse_features_, bundles_, *matrix_, context);
  return {std::move(matrix_), validation_rows_};
}

}  // namespace millrace::trees
