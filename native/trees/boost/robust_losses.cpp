// Losses of the residual target - score: squared, quantile (absolute is twice that of the median) and Huber's.
#include <cmath>

#include "trees/boost/objective.h"
#include "trees/boost/weighted_percentile.h"

namespace millrace::trees {

namespace {

using Pairs = std::vector<std::pair<double, double>>;

Pairs weighted_targets(const Labels& labels) {
  Pairs pairs(labels.training_end);
  for (std::size_t row = 0; row < pairs.size(); ++row) pairs[row] = {labels.target[row], labels.weight_of(row)};
  return pairs;
}

void collect_residuals(const Labels& labels, std::span<const std::uint32_t> rows, const double* scores, Pairs& out) {
  out.clear();
  for (const std::uint32_t row : rows) out.emplace_back(labels.target[row] - scores[row], labels.weight_of(row));
}

// The hessian of all of them is 1: of the true ones that of quantiles is 0, and Huber's beyond delta.
class ResidualLoss : public Objective {
 public:
  using Objective::Objective;
  bool constant_hessian() const override { return labels_.weight == nullptr; }

 protected:
  template <typename Slope>
  void write(const double* scores, std::size_t begin, std::size_t end, float* gradients, float* hessians,
             Slope slope) const {
    if (!labels_.weight) {
      for (std::size_t row = begin; row < end; ++row) {
        gradients[row - begin] = static_cast<float>(slope(scores[row] - labels_.target[row]));
      }
      if (hessians) std::fill_n(hessians, end - begin, 1.0f);
      return;
    }
    for (std::size_t row = begin; row < end; ++row) {
      const double weight = static_cast<double>(labels_.weight[row]);
      gradients[row - begin] = static_cast<float>(weight * slope(scores[row] - labels_.target[row]));
      hessians[row - begin] = labels_.weight[row];
    }
  }
};

class SquaredLoss : public ResidualLoss {
 public:
  using ResidualLoss::ResidualLoss;

  std::vector<double> initial_scores(const RunContext& context) const override {
    const auto sums = sum_over_rows(context, labels_.training_end, 2, [&](std::size_t row, double* at) {
      at[0] += labels_.weight_of(row) * labels_.target[row];
      at[1] += labels_.weight_of(row);
    });
    return {sums[0] / sums[1]};
  }
  void differentiate_rows(std::int32_t, const double* scores, std::size_t begin, std::size_t end, float* gradients,
                          float* hessians) const override {
    write(scores, begin, end, gradients, hessians, [](double difference) { return difference; });
  }
  double loss(std::size_t row, const double* scores) const override {
    const double difference = scores[0] - labels_.target[row];
    return difference * difference / 2;
  }
};

class QuantileLoss : public ResidualLoss {
 public:
  QuantileLoss(const Labels& labels, double quantile, bool is_absolute)
      : ResidualLoss(labels), quantile_(quantile), is_absolute_(is_absolute) {}

  std::vector<double> initial_scores(const RunContext&) const override {
    Pairs pairs = weighted_targets(labels_);
    return {weighted_percentile(pairs, quantile_)};
  }
  void differentiate_rows(std::int32_t, const double* scores, std::size_t begin, std::size_t end, float* gradients,
                          float* hessians) const override {
    const double above = is_absolute_ ? 1 : 1 - quantile_;
    const double below = is_absolute_ ? -1 : -quantile_;
    write(scores, begin, end, gradients, hessians, [=](double difference) {
      return difference > 0 ? above : difference < 0 ? below : 0.0;
    });
  }
  double loss(std::size_t row, const double* scores) const override {
    const double residual = labels_.target[row] - scores[0];
    if (is_absolute_) return std::abs(residual);
    return residual >= 0 ? quantile_ * residual : (quantile_ - 1) * residual;
  }
  bool renews_leaves() const override { return true; }
  double renewed(std::span<const std::uint32_t> rows, const double* scores, Pairs& scratch) const override {
    collect_residuals(labels_, rows, scores, scratch);
    return weighted_percentile(scratch, quantile_);
  }

 private:
  double quantile_;
  bool is_absolute_;
};

// Friedman (2001): half squared up to delta, linear beyond. Leaves say the median and the mean of what is left of the
// residuals about it, cut at delta, as scikit-learn's GradientBoostingRegressor.
class HuberLoss : public ResidualLoss {
 public:
  HuberLoss(const Labels& labels, double quantile, double delta)
      : ResidualLoss(labels), quantile_(quantile), is_given_(delta > 0), delta_(delta) {}

  std::vector<double> initial_scores(const RunContext&) const override {
    Pairs pairs = weighted_targets(labels_);
    return {weighted_percentile(pairs, 0.5)};
  }
  void begin_iteration(const double* scores, const RunContext&) override {
    if (is_given_) return;
    Pairs pairs(labels_.training_end);
    for (std::size_t row = 0; row < pairs.size(); ++row) {
      pairs[row] = {std::abs(labels_.target[row] - scores[row]), labels_.weight_of(row)};
    }
    delta_ = weighted_percentile(pairs, quantile_);
  }
  void differentiate_rows(std::int32_t, const double* scores, std::size_t begin, std::size_t end, float* gradients,
                          float* hessians) const override {
    const double delta = delta_;
    write(scores, begin, end, gradients, hessians, [=](double difference) { return cut(difference, delta); });
  }
  double loss(std::size_t row, const double* scores) const override {
    const double size = std::abs(labels_.target[row] - scores[0]);
    return size <= delta_ ? size * size / 2 : delta_ * (size - delta_ / 2);
  }
  bool renews_leaves() const override { return true; }
  double renewed(std::span<const std::uint32_t> rows, const double* scores, Pairs& scratch) const override {
    collect_residuals(labels_, rows, scores, scratch);
    const double median = weighted_percentile(scratch, 0.5);
    double sum = 0, weight = 0;
    for (const std::uint32_t row : rows) {
      sum += labels_.weight_of(row) * cut(labels_.target[row] - scores[row] - median, delta_);
      weight += labels_.weight_of(row);
    }
    return weight > 0 ? median + sum / weight : 0;
  }

 private:
  static double cut(double value, double delta) { return value > delta ? delta : value < -delta ? -delta : value; }

  double quantile_;
  bool is_given_;
  double delta_;
};

}  // namespace

std::unique_ptr<Objective> squared_objective(const Labels& labels) { return std::make_unique<SquaredLoss>(labels); }

std::unique_ptr<Objective> quantile_objective(const Labels& labels, double quantile, bool absolute) {
  return std::make_unique<QuantileLoss>(labels, quantile, absolute);
}

std::unique_ptr<Objective> huber_objective(const Labels& labels, double quantile, double delta) {
  return std::make_unique<HuberLoss>(labels, quantile, delta);
}

}  // namespace millrace::trees
