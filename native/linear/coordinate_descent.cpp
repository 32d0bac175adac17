#include "linear/coordinate_descent.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "linear/line_search.h"
#include "linear/squared_objective.h"
#include "linear/vector.h"

namespace millrace {

namespace {

class GramQuadratic : public MovingQuadratic {
 public:
  explicit GramQuadratic(const Design& design) {
    SquaredObjective squares(design, 0);
    CentredSquares centred(squares);
    const Vector zero(centred.size());
    gradient_.resize(centred.size());
    target_ = centred.evaluate(zero, gradient_);
    centred.hessian(gram_);
    // That objective is twice this one.
    for (double& value : gradient_) value *= 0.5;
    for (double& value : gram_) value *= 0.5;
    start_ = gradient_;
  }

  std::size_t size() const override { return gradient_.size(); }
  double curvature(std::size_t j) const override { return gram_[j * size() + j]; }
  double derivative(std::size_t j) const override { return gradient_[j]; }
  void move(std::size_t j, double distance) override {
    const double* column = &gram_[j * size()];
    for (std::size_t i = 0; i < size(); ++i) gradient_[i] += distance * column[i];
  }
  Squares squares(const Vector& point) const override {
    const double first = dot(start_, point);
    return {target_, std::max(0.0, target_ + first + dot(gradient_, point)), target_ + first};
  }

 private:
  Vector gram_;      // [columns][columns]
  Vector start_;     // the gradient at 0
  Vector gradient_;  // at the point
  double target_;
};

// Entries of column j: offsets[j] up to offsets[j + 1], rows ascending.
struct Columns {
  std::vector<std::int64_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<float> values;
};

template <typename Visit>  // visit(row, column, value) for all that is not 0
void each_entry(const FeatureMatrix& matrix, const Visit& visit) {
  std::uint32_t first = 0;
  for (std::size_t block = 0; block < matrix.block_count(); ++block, first += kBlockRows) {
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      for (std::int32_t row = 0; row < rows.row_count; ++row) {
        for (std::uint32_t at = rows.offsets[row]; at < rows.offsets[row + 1]; ++at) {
          visit(first + row, rows.indices[at], rows.values[at]);
        }
      }
    } else {
      const DenseBlock& rows = matrix.dense[block];
      for (std::int32_t row = 0; row < rows.row_count; ++row) {
        const float* values = rows.values.data() + static_cast<std::size_t>(row) * matrix.stride();
        for (std::int32_t column = 0; column < matrix.column_count; ++column) {
          if (values[column] != 0) visit(first + row, column, values[column]);
        }
      }
    }
  }
}

Columns by_columns(const FeatureMatrix& matrix) {
  Columns out;
  out.offsets.assign(static_cast<std::size_t>(matrix.column_count) + 1, 0);
  each_entry(matrix, [&](std::uint32_t, std::uint32_t column, float) { ++out.offsets[column + 1]; });
  for (std::size_t j = 1; j < out.offsets.size(); ++j) out.offsets[j] += out.offsets[j - 1];
  out.rows.resize(static_cast<std::size_t>(out.offsets.back()));
  out.values.resize(out.rows.size());
  std::vector<std::int64_t> next(out.offsets.begin(), out.offsets.end() - 1);
  each_entry(matrix, [&](std::uint32_t row, std::uint32_t column, float value) {
    const auto at = static_cast<std::size_t>(next[column]++);
    out.rows[at] = row;
    out.values[at] = value;
  });
  return out;
}

class ColumnQuadratic : public MovingQuadratic {
 public:
  explicit ColumnQuadratic(const Design& design)
      : design_(design), columns_(by_columns(design.matrix)), residuals_(design.matrix.row_count) {
    const auto rows = static_cast<std::size_t>(design.matrix.row_count);
    double mean = 0;
    if (design.fit_intercept) {
      for (std::size_t row = 0; row < rows; ++row) mean += weight(row) * design.target[row];
      mean /= design.weight_sum;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      residuals_[row] = design.target[row] - mean;
      target_ += weight(row) * residuals_[row] * residuals_[row];
    }
    target_ /= design.weight_sum;
    start_ = residuals_;
    curvatures_.resize(size());
    for (std::size_t j = 0; j < size(); ++j) {
      double square = 0;
      each(j, [&](std::size_t row, double value) { square += weight(row) * value * value; });
      square /= design.weight_sum;
      const double variance = square - design.means[j] * design.means[j];
      // What is left of a constant column by rounding would pass for a direction.
      curvatures_[j] = variance > 1e-12 * square ? variance : 0;
    }
  }

  std::size_t size() const override { return static_cast<std::size_t>(design_.columns); }
  double curvature(std::size_t j) const override { return curvatures_[j]; }
  double derivative(std::size_t j) const override {
    double sum = 0;
    each(j, [&](std::size_t row, double value) { sum += weight(row) * value * residuals_[row]; });
    return design_.means[j] * residual_mean_ - sum / design_.weight_sum;
  }
  // Columns stay sparse: that their means are taken out is a shift of all residuals, kept as their mean.
  void move(std::size_t j, double distance) override {
    each(j, [&](std::size_t row, double value) { residuals_[row] -= distance * value; });
    residual_mean_ -= distance * design_.means[j];
  }
  Squares squares(const Vector&) const override {
    Squares out{target_, 0, 0};
    for (std::size_t row = 0; row < residuals_.size(); ++row) {
      const double residual = residuals_[row] - residual_mean_;
      out.residual += weight(row) * residual * residual;
      out.product += weight(row) * residual * start_[row];
    }
    out.residual /= design_.weight_sum;
    out.product /= design_.weight_sum;
    return out;
  }

 private:
  double weight(std::size_t row) const { return design_.weight ? design_.weight[row] : 1; }
  template <typename Visit>
  void each(std::size_t j, const Visit& visit) const {
    const auto end = static_cast<std::size_t>(columns_.offsets[j + 1]);
    for (auto at = static_cast<std::size_t>(columns_.offsets[j]); at < end; ++at) {
      visit(columns_.rows[at], columns_.values[at]);
    }
  }

  const Design& design_;
  Columns columns_;
  Vector residuals_;          // [rows], less `residual_mean_`
  double residual_mean_ = 0;  // weighted; 0 without an intercept, since the columns' means are
  Vector start_;              // the target, its mean taken out
  double target_ = 0;
  Vector curvatures_;
};

double shrunk(double value, double by) {
  if (value > by) return value - by;
  return value < -by ? value + by : 0;
}

class Descent {
 public:
  Descent(MovingQuadratic& quadratic, const ElasticNetPenalty& penalty, Vector& point)
      : quadratic_(quadratic), penalty_(penalty), point_(point) {}

  // Moves along one coordinate to the minimum there. @returns by how much the prediction moves at most, in units of the
  // target's deviation.
  double step(std::size_t j) {
    const double curvature = quadratic_.curvature(j);
    if (curvature <= 0) return 0;
    const double towards = curvature * point_[j] - quadratic_.derivative(j);
    double to = shrunk(towards, penalty_.l1) / (curvature + penalty_.l2);
    if (penalty_.positive) to = std::max(0.0, to);
    const double distance = to - point_[j];
    if (distance == 0) return 0;
    quadratic_.move(j, distance);
    point_[j] = to;
    return std::abs(distance) * std::sqrt(curvature);
  }

  struct State {
    double loss, gradient_norm, gap, scale;
  };
  State state() const {
    const auto [target, residual, product] = quadratic_.squares(point_);
    double absolute = 0, square = 0, dual_norm = 0, gradient_norm = 0;
    for (std::size_t j = 0; j < point_.size(); ++j) {
      const double towards = -quadratic_.derivative(j) - penalty_.l2 * point_[j];
      absolute += std::abs(point_[j]);
      square += point_[j] * point_[j];
      dual_norm = std::max(dual_norm, penalty_.positive ? towards : std::abs(towards));
      gradient_norm = std::max(gradient_norm, subgradient(towards, point_[j]));
    }
    const double loss = 0.5 * residual + penalty_.l1 * absolute + 0.5 * penalty_.l2 * square;
    // The residuals, shrunk until no column correlates with them by more than the penalty allows, are a dual point.
    const double shrink = dual_norm > penalty_.l1 ? penalty_.l1 / dual_norm : 1;
    const double gap = 0.5 * residual * (1 + shrink * shrink) + penalty_.l1 * absolute - shrink * product +
                       0.5 * penalty_.l2 * (1 + shrink * shrink) * square;
    return {loss, gradient_norm, std::max(0.0, gap), target};
  }

 private:
  // The smallest subgradient's component, of minus the penalised objective.
  double subgradient(double towards, double at) const {
    if (at > 0) return std::abs(towards - penalty_.l1);
    if (at < 0) return std::abs(towards + penalty_.l1);
    if (penalty_.positive) return std::max(0.0, towards - penalty_.l1);
    return std::max(0.0, std::abs(towards) - penalty_.l1);
  }

  MovingQuadratic& quadratic_;
  ElasticNetPenalty penalty_;
  Vector& point_;
};

}  // namespace

std::unique_ptr<MovingQuadratic> gram_quadratic(const Design& design) {
  return std::make_unique<GramQuadratic>(design);
}

std::unique_ptr<MovingQuadratic> column_quadratic(const Design& design) {
  return std::make_unique<ColumnQuadratic>(design);
}

bool coordinate_descent(MovingQuadratic& quadratic, const ElasticNetPenalty& penalty, Vector& point,
                        const Limits& limits, const RunContext& context, const RecordGap& record) {
  // Active coordinates are swept until their steps have shrunk to this share of the first ones.
  constexpr double kSettled = 0.05;
  Descent descent(quadratic, penalty, point);
  std::vector<std::size_t> active;
  for (int sweep = 0;;) {
    context.check();
    const auto [loss, gradient_norm, gap, scale] = descent.state();
    check_finite(loss, gradient_norm);
    record(sweep, loss, gradient_norm, gap);
    if (gap <= limits.tol * scale) return true;
    if (sweep >= limits.max_iter) return false;
    active.clear();
    double first = 0;
    for (std::size_t j = 0; j < point.size(); ++j) {
      first = std::max(first, descent.step(j));
      if (point[j] != 0) active.push_back(j);
    }
    ++sweep;
    for (double last = first; last > kSettled * first && sweep < limits.max_iter; ++sweep) {
      context.check();
      last = 0;
      for (const std::size_t j : active) last = std::max(last, descent.step(j));
    }
  }
}

}  // namespace millrace
