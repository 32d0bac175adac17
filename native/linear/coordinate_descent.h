// Coordinate descent on a quadratic with an elastic-net penalty, in either of two forms of the quadratic.
#pragma once

#include <memory>

#include "linear/design.h"
#include "linear/solvers.h"

namespace millrace {

// q(w) = 1/(2W) Σ w_i (y_i - x_i·w)², columns and target less their means where there is an intercept, at a point that
// moves along coordinates.
class MovingQuadratic {
 public:
  virtual ~MovingQuadratic() = default;
  virtual std::size_t size() const = 0;
  virtual double curvature(std::size_t coordinate) const = 0;      // second derivative; 0 for a constant column
  virtual double derivative(std::size_t coordinate) const = 0;     // at the point
  virtual void move(std::size_t coordinate, double distance) = 0;  // the point

  // What the duality gap is made of, by W: Σ w_i y_i², and at the point Σ w_i r_i² and Σ w_i r_i y_i of residuals r.
  struct Squares {
    double target, residual, product;
  };
  virtual Squares squares(const Vector& point) const = 0;
};

// By the Gram matrix: one pass over the rows, then columns² numbers and no rows. Starts at 0.
std::unique_ptr<MovingQuadratic> gram_quadratic(const Design& design);

// By columns and residuals: for many columns, and sparse ones. A copy of the matrix by columns. Starts at 0.
std::unique_ptr<MovingQuadratic> column_quadratic(const Design& design);

struct ElasticNetPenalty {
  double l1;  // of Σ |w_j|
  double l2;  // of ½ Σ w_j²
  bool positive = false;
};

using RecordGap = std::function<void(int sweep, double loss, double gradient_norm, double gap)>;

// Minimises q(w) + l1 Σ|w_j| + l2/2 Σ w_j², moving `point` with the quadratic from where both are, until the duality
// gap is within tol · Σ w_i y_i² / W (Friedman, Hastie and Tibshirani, 2010; the gap as in Mairal, 2010). Between
// sweeps over all coordinates those that are not 0 are swept alone. max_iter counts sweeps of either kind. True when it
// converged.
bool coordinate_descent(MovingQuadratic& quadratic, const ElasticNetPenalty& penalty, Vector& point,
                        const Limits& limits, const RunContext& context, const RecordGap& record);

}  // namespace millrace
