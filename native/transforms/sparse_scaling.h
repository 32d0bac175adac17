// Scalers of sparse rows: statistics of each column with its zeros counted and never stored, and the division by them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "transforms/program.h"

namespace millrace {

// The greatest absolute value of each of `width` columns.
class SparseExtrema {
 public:
  explicit SparseExtrema(std::size_t width) : max_(width) {}
  void update(const CsrBlock& rows);
  std::shared_ptr<SparseExtrema> fork() const { return std::make_shared<SparseExtrema>(max_.size()); }
  void merge(SparseExtrema& next);
  const std::vector<double>& finish() const { return max_; }

 private:
  std::vector<double> max_;
};

// The weighted variance of each of `width` columns. Values that are there are folded one by one (Welford 1962, West
// 1979), in the order of the rows; the zeros join at the end. So batches change no bit.
class SparseMoments {
 public:
  explicit SparseMoments(std::size_t width) : columns_(width) {}
  // weights: one a row, or nullptr for 1 each.
  void update(const CsrBlock& rows, const double* weights);
  std::shared_ptr<SparseMoments> fork() const { return std::make_shared<SparseMoments>(columns_.size()); }
  void merge(SparseMoments& next);
  struct Result {
    double weight;  // of all rows
    std::vector<double> means, variances;
  };
  Result finish() const;

 private:
  struct Column {
    double weight = 0, mean = 0, squares = 0;  // of the values that are there
    void add(const Column& other);
  };
  double weight_ = 0;
  std::vector<Column> columns_;
};

struct SparseExtremaFold : Operation {
  SparseExtremaFold(Slot in, std::shared_ptr<SparseExtrema> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override;
  Slot in;
  std::shared_ptr<SparseExtrema> state;
};

struct SparseMomentsFold : Operation {
  SparseMomentsFold(Slot in, Slot weight, std::shared_ptr<SparseMoments> state)
      : in(in), weight(weight), state(std::move(state)) {}
  void run(Run& run) override;
  Slot in, weight;  // weight: a number slot, or -1
  std::shared_ptr<SparseMoments> state;
};

// Each value divided by the scale of its column.
class ScaleSparse : public Operation {
 public:
  ScaleSparse(Slot in, Slot out, std::vector<double> scales) : in_(in), out_(out), scales_(std::move(scales)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::vector<double> scales_;
};

}  // namespace millrace
