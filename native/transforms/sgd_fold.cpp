#include "transforms/sgd_fold.h"

namespace millrace {

namespace {

std::shared_ptr<FeatureMatrix> begun(SgdFit& fit, const Assembly& assembly) {
  fit.begin(assembly.sparse, assembly.column_count());
  return fit.pending_matrix();
}

}  // namespace

SgdFold::SgdFold(const Assembly& assembly, Slot target, Slot weight, std::shared_ptr<SgdFit> fit)
    : target_(target), weight_(weight), fit_(std::move(fit)), rows_(assembly, begun(*fit_, assembly)) {}

void SgdFold::run(Run& run) {
  std::vector<double>& targets = fit_->pending_targets();
  const auto* codes = std::get_if<std::shared_ptr<const Codes>>(&run.slots.at(static_cast<std::size_t>(target_)));
  if (codes) {
    targets.insert(targets.end(), (*codes)->begin(), (*codes)->end());
  } else {
    const Numbers& numbers = run.get<Numbers>(target_);
    targets.insert(targets.end(), numbers.begin(), numbers.end());
  }
  if (weight_ >= 0) {
    const Numbers& weights = run.get<Numbers>(weight_);
    fit_->pending_weights().insert(fit_->pending_weights().end(), weights.begin(), weights.end());
  }
  rows_.run(run);
  fit_->learn_windows(run.context);
}

}  // namespace millrace
