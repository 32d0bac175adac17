#include "linear/sgd_weights.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

// Below this the values that the scale stands in front of lose digits.
constexpr double kLeastScale = 1e-9;
constexpr std::size_t kSums = 8;

// Sums in eight lanes, so that they may run side by side; folded in halves.
double folded(const double (&lanes)[kSums]) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

}  // namespace

ScaledWeights::ScaledWeights(std::int32_t stride, bool averages, bool penalises_size)
    : values_(static_cast<std::size_t>(stride)),
      sums_(averages ? static_cast<std::size_t>(stride) : 0),
      received_(penalises_size ? static_cast<std::size_t>(stride) : 0) {}

double ScaledWeights::dot(const DenseRow& row) const {
  double lanes[kSums] = {};
  const double* v = values_.data();
  for (std::size_t i = 0; i < values_.size(); i += kSums) {
    for (std::size_t k = 0; k < kSums; ++k) lanes[k] += v[i + k] * static_cast<double>(row.values[i + k]);
  }
  return folded(lanes) * scale_;
}

double ScaledWeights::dot(const SparseRow& row) const {
  double sum = 0;
  for (std::size_t i = 0; i < row.count; ++i) sum += values_[row.indices[i]] * static_cast<double>(row.values[i]);
  return sum * scale_;
}

void ScaledWeights::add(const DenseRow& row, double factor) {
  const double step = factor / scale_;
  double squares[kSums] = {};
  double sizes[kSums] = {};
  double* v = values_.data();
  for (std::size_t i = 0; i < values_.size(); i += kSums) {
    for (std::size_t k = 0; k < kSums; ++k) {
      const double value = v[i + k] + static_cast<double>(row.values[i + k]) * step;
      v[i + k] = value;
      squares[k] += value * value;
      sizes[k] += std::fabs(value);
    }
  }
  squares_ = folded(squares);
  sizes_ = folded(sizes);
}

void ScaledWeights::add(const SparseRow& row, double factor) {
  const double step = factor / scale_;
  for (std::size_t i = 0; i < row.count; ++i) {
    const std::size_t column = row.indices[i];
    set(column, values_[column] + static_cast<double>(row.values[i]) * step);
  }
}

void ScaledWeights::set(std::size_t column, double value) {
  const double old = values_[column];
  squares_ += value * value - old * old;
  sizes_ += std::fabs(value) - std::fabs(old);
  values_[column] = value;
}

void ScaledWeights::average(const DenseRow& row, double factor, double count) {
  const double step = -factor / scale_ * a_;
  if (step != 0) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += static_cast<double>(row.values[i]) * step;
  }
  step_average(count);
}

void ScaledWeights::average(const SparseRow& row, double factor, double count) {
  const double step = -factor / scale_ * a_;
  for (std::size_t i = 0; i < row.count; ++i) sums_[row.indices[i]] += static_cast<double>(row.values[i]) * step;
  step_average(count);
}

void ScaledWeights::step_average(double count) {
  const double share = 1 / count;
  if (count > 1) b_ /= 1 - share;
  a_ += share * b_ * scale_;
}

void ScaledWeights::shrink(double factor) {
  scale_ *= factor;
  if (scale_ < kLeastScale) rescale();
}

void ScaledWeights::rescale() {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] = (sums_[i] + a_ * values_[i]) / b_;
  a_ = 0;
  b_ = 1;
  for (double& value : values_) value *= scale_;
  squares_ *= scale_ * scale_;
  sizes_ *= scale_;
  scale_ = 1;
}

double ScaledWeights::penalised(std::size_t column, double penalty) {
  const double old = values_[column];
  double value = old;
  if (scale_ * old > 0) {
    value = std::max(0.0, old - (penalty + received_[column]) / scale_);
  } else if (scale_ * old < 0) {
    value = std::min(0.0, old + (penalty - received_[column]) / scale_);
  }
  received_[column] += scale_ * (value - old);
  return value;
}

void ScaledWeights::penalise(const DenseRow&, double penalty) {
  for (std::size_t column = 0; column < values_.size(); ++column) values_[column] = penalised(column, penalty);
}

void ScaledWeights::penalise(const SparseRow& row, double penalty) {
  for (std::size_t i = 0; i < row.count; ++i) set(row.indices[i], penalised(row.indices[i], penalty));
}

bool ScaledWeights::finite() const {
  return std::isfinite(scale_) &&
         std::all_of(values_.begin(), values_.end(), [](double v) { return std::isfinite(v); });
}

void ScaledWeights::store(double* weights, std::int32_t columns, bool averaged) const {
  for (std::size_t i = 0; i < static_cast<std::size_t>(columns); ++i) {
    weights[i] = averaged ? (sums_[i] + a_ * values_[i]) / b_ : values_[i] * scale_;
  }
}

}  // namespace millrace
