// The penalised mean squared error of linear regression.
#pragma once

#include "linear/block_fold.h"
#include "linear/design.h"

namespace millrace {

// (1 / W) (Σ w_i (score_i - y_i)² + alpha ‖weights‖²), W = Σ w_i
class SquaredObjective : public Objective {
 public:
  SquaredObjective(const Design& design, double alpha);
  std::size_t size() const override { return static_cast<std::size_t>(design_.width); }
  double evaluate(const Vector& parameters, Vector& gradient) override;
  void hessian_product(const Vector& direction, Vector& product) override;
  void hessian(Vector& matrix) override;
  void precondition(const Vector& residual, Vector& result) override;

 private:
  friend class CentredSquares;
  const Design& design_;
  double penalty_;  // alpha / W
  BlockFold fold_;
  Vector coefficients_;  // [stride]
  Vector weights_;       // [row_count]: the weights, or ones
};

// The same by the weights alone: every column has its mean subtracted, and the intercept is always the best one. The
// system to solve is then free of the intercept, and its shortest solution is the one of the least weights.
class CentredSquares : public Objective {
 public:
  explicit CentredSquares(SquaredObjective& full);

  // Parameters are weights[columns].
  std::size_t size() const override { return static_cast<std::size_t>(full_.design_.columns); }
  double evaluate(const Vector& weights, Vector& gradient) override;
  void hessian_product(const Vector& direction, Vector& product) override;
  void hessian(Vector& matrix) override;
  // By the diagonal when there is a penalty; not at all without one, so that conjugate gradients stay in the span of
  // gradients and tend to the shortest solution.
  void precondition(const Vector& residual, Vector& result) override;

  // parameters[width] of `full`: the weights and their best intercept.
  Vector with_intercept(const Vector& weights) const;

 private:
  SquaredObjective& full_;
  double target_mean_;
  Vector full_gradient_;
};

}  // namespace millrace
