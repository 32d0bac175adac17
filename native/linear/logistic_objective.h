// The penalised mean log loss of binary logistic regression.
#pragma once

#include <memory>

#include "linear/block_fold.h"
#include "linear/design.h"
#include "linear/gram.h"

namespace millrace {

// (1 / W) Σ w_i log(1 + exp(∓score_i)) + ½ penalty ‖weights‖², W = Σ w_i
class LogisticObjective : public Objective {
 public:
  LogisticObjective(const Design& design, double penalty);
  std::size_t size() const override { return static_cast<std::size_t>(design_.width); }
  double evaluate(const Vector& parameters, Vector& gradient) override;
  void hessian_product(const Vector& direction, Vector& product) override;
  void hessian(Vector& matrix) override;
  void precondition(const Vector& residual, Vector& result) override;

 private:
  const Design& design_;
  double penalty_;
  BlockFold fold_;
  std::unique_ptr<GramFold> gram_;  // made by the first hessian()
  Vector coefficients_;             // [stride]
  Vector curvatures_;               // [row_count]: w p (1 - p)
  double mean_curvature_ = 0;
};

}  // namespace millrace
