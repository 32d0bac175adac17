// The mean and the sum of squares about it of every column, for each class and for all rows together: what a naive
// Bayes model with normal distributions learns from. Rows are added one by one (Welford, 1962; West, 1979, with
// weights), so nothing depends on how they were batched.
#pragma once

#include <cstdint>

#include "core/matrix.h"
#include "linear/objective.h"

namespace millrace {

class ClassMoments {
 public:
  explicit ClassMoments(std::int32_t class_count) : weights_(static_cast<std::size_t>(class_count) + 1) {}

  // Before the first rows. Refuses another column count than before.
  void begin(std::int32_t column_count);

  // classes[row_count]: whole numbers below the class count; weights[row_count], or null for 1 each.
  void add(const DenseBlock& block, const double* classes, const double* weights);

  std::int32_t columns() const { return columns_; }
  std::int32_t classes() const { return static_cast<std::int32_t>(weights_.size()) - 1; }
  double weight(std::int32_t of) const { return weights_[static_cast<std::size_t>(of)]; }
  const double* means(std::int32_t of) const { return &means_[row_at(of)]; }  // [columns]; class `classes()`: all rows,
  const double* squares(std::int32_t of) const { return &squares_[row_at(of)]; }  // each of weight 1

 private:
  std::size_t row_at(std::int32_t of) const {
    return static_cast<std::size_t>(of) * static_cast<std::size_t>(columns_);
  }
  void add_row(std::int32_t of, const float* values, double weight);

  std::int32_t columns_ = -1;
  Vector weights_;
  Vector means_, squares_;  // [classes + 1][columns]
};

}  // namespace millrace
