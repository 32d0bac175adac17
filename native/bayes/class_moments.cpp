#include "bayes/class_moments.h"

#include "core/error.h"

namespace millrace {

void ClassMoments::begin(std::int32_t column_count) {
  if (columns_ == column_count) return;
  if (columns_ >= 0) throw Error("INTERNAL", "rows of another width than before");
  columns_ = column_count;
  means_.assign(weights_.size() * static_cast<std::size_t>(column_count), 0);
  squares_ = means_;
}

void ClassMoments::add(const DenseBlock& block, const double* classes, const double* weights) {
  if (block.row_count == 0) return;
  const std::size_t stride = block.values.size() / static_cast<std::size_t>(block.row_count);
  for (std::int32_t row = 0; row < block.row_count; ++row) {
    const float* values = block.values.data() + static_cast<std::size_t>(row) * stride;
    add_row(static_cast<std::int32_t>(classes[row]), values, weights ? weights[row] : 1);
    add_row(this->classes(), values, 1);
  }
}

void ClassMoments::add_row(std::int32_t of, const float* values, double weight) {
  if (weight == 0) return;
  double& total = weights_[static_cast<std::size_t>(of)];
  total += weight;
  const double share = weight / total;
  double* means = &means_[row_at(of)];
  double* squares = &squares_[row_at(of)];
  for (std::int32_t i = 0; i < columns_; ++i) {
    const double away = values[i] - means[i];
    means[i] += share * away;
    squares[i] += weight * away * (values[i] - means[i]);
  }
}

}  // namespace millrace
