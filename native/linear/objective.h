// A convex, twice differentiable function of a model's parameters: what the solvers minimise.
#pragma once

#include <cstddef>
#include <vector>

#include "core/buffer.h"

namespace millrace {

using Vector = AlignedVector<double>;

class Objective {
 public:
  virtual ~Objective() = default;

  // Parameters are [outputs][width]: per output the weights of the columns, then the intercept if there is one.
  virtual std::size_t size() const = 0;

  // The value at `parameters`, and gradient[size]. The calls below are about the parameters evaluated last.
  virtual double evaluate(const Vector& parameters, Vector& gradient) = 0;

  // product[size] = Hessian · direction[size]
  virtual void hessian_product(const Vector& direction, Vector& product) = 0;

  // hessian[size][size], symmetric, both triangles
  virtual void hessian(Vector& matrix) = 0;

  // result[size] = M⁻¹ residual for a fixed positive definite M near the Hessian
  virtual void precondition(const Vector& residual, Vector& result) = 0;
};

}  // namespace millrace
