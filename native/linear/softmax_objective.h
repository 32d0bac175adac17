// The penalised mean log loss of multinomial logistic regression.
#pragma once

#include <memory>

#include "linear/block_fold.h"
#include "linear/design.h"
#include "linear/gram.h"

namespace millrace {

// (1 / W) Σ -w_i log softmax(scores_i)[label_i] + ½ penalty ‖weights‖², W = Σ w_i
//
// Adding one vector to every class's parameters changes no probability. The Hessian is therefore singular along the
// intercepts (and along every column without a penalty); hessian() fills those directions, which no gradient has a
// part in, so that solutions are what they were and the matrix can be factored.
class SoftmaxObjective : public Objective {
 public:
  SoftmaxObjective(const Design& design, std::int32_t class_count, double penalty);
  std::size_t size() const override { return static_cast<std::size_t>(classes_) * design_.width; }
  double evaluate(const Vector& parameters, Vector& gradient) override;
  void hessian_product(const Vector& direction, Vector& product) override;
  void hessian(Vector& matrix) override;
  void precondition(const Vector& residual, Vector& result) override;

 private:
  // parameters[classes][width] to coefficients_ in the kernels' layout and intercepts_
  void unpack(const Vector& parameters);
  // sums of a fold, in the kernels' layout, to parameters' layout, scaled and with the penalty's part
  void pack(const double* sums, const double* intercepts, const Vector& parameters, Vector& result) const;
  std::size_t place(std::int32_t output, std::int32_t column) const;

  const Design& design_;
  std::int32_t classes_;
  double penalty_;
  BlockFold fold_;
  std::unique_ptr<GramFold> gram_;  // made by the first hessian()
  Vector coefficients_;             // [classes][stride] for dense rows, [columns][classes] for sparse ones
  Vector intercepts_;               // [classes]
  Vector probabilities_;            // [row_count][classes]
  Vector scratch_;                  // [lanes][kTileRows][classes]
  Vector mean_curvatures_;          // [classes]: the weighted mean of p (1 - p)
};

}  // namespace millrace
