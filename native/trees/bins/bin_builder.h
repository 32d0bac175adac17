// The second pass: values written down as bins, and where in the matrix each feature goes.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/bins/bundles.h"
#include "trees/bins/input_part.h"
#include "trees/bins/sparse_columns.h"

namespace millrace::trees {

// Rows that only tell when to stop come first and are kept aside, since the columns of the matrix can be laid out when
// all rows are counted; in the matrix they follow the training rows.
//
// narrow and wide columns: [dense features, in order | full sparse features and bundles]
class BinBuilder {
 public:
  // The parts of a row in order, and the bins of those that are not sparse.
  BinBuilder(std::vector<InputPart> parts, std::vector<FeatureBins> bins, std::int64_t training_rows);

  // parts: the same ones, with the slots of the program under way.
  void add_validation(const std::vector<InputPart>& parts, const Run& run);
  // Bins the sparse parts: all rows of them side by side, the validation rows last. Empties the matrix. Call before
  // the training rows are added.
  void add_sparse(FeatureMatrix& matrix, const BinOptions& options, const RunContext& context);
  // Throws Error(SOURCE_CHANGED) for more rows than the first pass had.
  void add_training(const std::vector<InputPart>& parts, const Run& run);

  struct Result {
    std::shared_ptr<BinnedMatrix> matrix;
    std::int64_t validation_rows;
  };
  // Throws Error(SOURCE_CHANGED) for fewer rows than the first pass had, unless all parts are sparse.
  Result finish(const RunContext& context);

  // One for a later part of the rows. It keeps them aside, as validation rows are, until they are merged.
  std::shared_ptr<BinBuilder> fork() const;
  void merge(BinBuilder& next);

 private:
  using Batch = std::unique_ptr<BinnedMatrix>;  // rows kept aside, of the dense parts alone

  BinBuilder(const BinBuilder& whole, std::vector<FeatureBins> bins);
  Batch aside(const std::vector<InputPart>& parts, const Run& run) const;
  void append(const BinnedMatrix& batch, std::int64_t first_row);
  void begin_training();
  void place_sparse();
  void write(const std::vector<InputPart>& parts, const Run& run, BinnedMatrix& matrix, std::int64_t first_row) const;

  std::vector<std::size_t> dense_parts_;  // of the parts that are not sparse
  std::vector<std::size_t> features_;     // the first feature of each part
  std::size_t feature_count_ = 0;
  std::vector<std::size_t> sparse_features_;  // the features of sparse parts, side by side
  std::vector<FeatureBins> bins_;             // of the dense parts
  std::int64_t training_rows_;
  std::int64_t written_ = 0, validation_rows_ = 0;
  std::vector<Batch> validation_;
  bool is_part_ = false;
  std::vector<Batch> training_;  // of a part
  SparseColumns sparse_;
  std::vector<Bundle> bundles_;
  std::shared_ptr<BinnedMatrix> matrix_;
};

// Writes full features and bundles into their columns, and what no bundle took into the sparse store.
void store_sparse(SparseColumns sparse, const std::vector<std::size_t>& features, const std::vector<Bundle>& bundles,
                  BinnedMatrix& matrix, const RunContext& context);

}  // namespace millrace::trees
