// An objective whose derivatives come from outside.
#include "trees/boost/objective.h"

namespace millrace::trees {

namespace {

class CustomLoss : public Objective {
 public:
  CustomLoss(const Labels& labels, const ObjectiveOptions& options) : Objective(labels), options_(options) {}

  std::int32_t output_count() const override { return options_.custom_outputs; }
  Link link() const override { return options_.custom_link; }
  std::vector<double> initial_scores(const RunContext&) const override {
    if (!options_.custom_initial.empty()) return options_.custom_initial;
    return std::vector<double>(static_cast<std::size_t>(options_.custom_outputs));
  }
  // The booster has them already.
  bool is_rowwise() const override { return false; }
  void differentiate(std::int32_t, const double*, float*, float*, const RunContext&) const override {}
  double loss(std::size_t, const double*) const override { return 0; }

 private:
  ObjectiveOptions options_;
};

}  // namespace

std::unique_ptr<Objective> custom_objective(const Labels& labels, const ObjectiveOptions& options) {
  return std::make_unique<CustomLoss>(labels, options);
}

}  // namespace millrace::trees
