// What naive Bayes models for counts learn from: the weight of each class, and of each class the weighted sum of every
// column. Rows are added in their order, so the sums do not depend on how rows were batched.
#pragma once

#include <cstdint>
#include <optional>

#include "core/matrix.h"
#include "linear/objective.h"

namespace millrace {

struct Place {
  std::int64_t row;
  std::int32_t column;
};

class ClassSums {
 public:
  // binarize: a value counts as 1 where it is above this, else as 0; without it values count as they are, and must not
  // be negative.
  ClassSums(std::int32_t class_count, std::optional<double> binarize) : binarize_(binarize), weights_(class_count) {}

  // Before the first rows. Refuses another column count than before.
  void begin(std::int32_t column_count);

  // classes[row_count]: whole numbers below the class count; weights[row_count], or null for 1 each. Gives the first
  // value that must not be, which leaves the sums useless.
  std::optional<Place> add(const DenseBlock& block, const double* classes, const double* weights);
  std::optional<Place> add(const CsrBlock& block, const double* classes, const double* weights);

  std::int32_t columns() const { return columns_; }
  std::int32_t classes() const { return static_cast<std::int32_t>(weights_.size()); }
  const Vector& weights() const { return weights_; }                        // [classes]
  const double* sums(std::int32_t of) const { return &sums_[row_at(of)]; }  // [columns]
  std::int64_t stored_values() const { return stored_values_; }

 private:
  std::size_t row_at(std::int32_t of) const {
    return static_cast<std::size_t>(of) * static_cast<std::size_t>(columns_);
  }

  std::optional<double> binarize_;
  std::int32_t columns_ = -1;
  std::int64_t stored_values_ = 0;
  Vector weights_;
  Vector sums_;  // [classes][columns]
};

}  // namespace millrace
