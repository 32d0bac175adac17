// Weights that shrink at every step and are read at few places: kept as scale · v, so that shrinking them all is one
// product. Their average over the steps is kept alike, as (a · v + sums) / b (Bottou, 2012, section 5).
#pragma once

#include <cstdint>

#include "core/buffer.h"

namespace millrace {

// A row of a matrix, as the weights meet it.
struct DenseRow {
  const float* values;  // [stride], zeros behind the columns
};
struct SparseRow {
  const std::uint32_t* indices;
  const float* values;
  std::size_t count;
};

class ScaledWeights {
 public:
  // stride: the columns, padded to a multiple of kDenseStride.
  ScaledWeights(std::int32_t stride, bool averages, bool penalises_size);

  double dot(const DenseRow& row) const;
  double dot(const SparseRow& row) const;
  // weights += factor · row
  void add(const DenseRow& row, double factor);
  void add(const SparseRow& row, double factor);
  // The average takes these weights in as those of its `count`-th step, after `add(row, factor)` (or with factor 0).
  void average(const DenseRow& row, double factor, double count);
  void average(const SparseRow& row, double factor, double count);
  void shrink(double factor);
  // Moves the row's weights towards 0 by what they lack of `penalty`, which each may have got so far, and not across
  // it.
  void penalise(const DenseRow& row, double penalty);
  void penalise(const SparseRow& row, double penalty);

  // Of all weights. Of dense rows as of the last `add`, shrinking included: what scikit-learn measures.
  double squares() const { return squares_ * scale_ * scale_; }
  double sizes() const { return sizes_ * scale_; }
  bool finite() const;

  // weights[columns]
  void store(double* weights, std::int32_t columns, bool averaged) const;

 private:
  void rescale();
  void step_average(double count);
  void set(std::size_t column, double value);
  double penalised(std::size_t column, double penalty);

  double scale_ = 1;
  double a_ = 0, b_ = 1;
  double squares_ = 0, sizes_ = 0;  // of values_
  AlignedVector<double> values_, sums_, received_;
};

}  // namespace millrace
