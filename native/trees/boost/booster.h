// Gradient boosting: grows a tree for each output and iteration on the gradients of the loss at the scores so far
// (Friedman 2001; Ke et al., "LightGBM", NeurIPS 2017). The model depends on data, options and seed alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/boost/boost_metric.h"
#include "trees/boost/early_stopping.h"
#include "trees/boost/objective.h"
#include "trees/boost/row_sampling.h"
#include "trees/grow/grower.h"
#include "trees/model/forest.h"

namespace millrace::trees {

struct BoosterOptions {
  ObjectiveOptions objective;
  GrowOptions grow;
  RowSamplingOptions sampling;
  double learning_rate = 0.1;
  double column_sample_by_tree = 1;
  int quantised_bits = 12;  // 2 … 16
  std::uint64_t seed = 0;
  bool balanced = false;             // classes weigh the same in sum
  std::vector<double> class_weight;  // one a class; empty: 1 each
  std::int64_t validation_rows = 0;  // the last so many are not trained on
  double validation_fraction = 0;    // of the others (whole groups when ranking), drawn by row; 0: none
  std::string metric;                // of the validation rows; empty: none, or one from outside
  bool metric_is_custom = false;     // given by report()
  bool custom_higher_is_better = false;
  std::int64_t patience = 0;  // iterations without a new best after which training ends; 0: never
  double min_delta = 0;
};

// All f64[row_count]; weight and group may be null. They outlive the booster.
struct BoosterRows {
  const double* target;
  const double* weight;
  const double* group;
};

struct BoosterStep {
  std::int64_t iterations = 0;  // done
  // The mean loss of up to 8,192 training rows, evenly spaced (1 - NDCG for rankings; log loss or mean squared error
  // where the objective is custom).
  double loss = 0;
  double validation = 0;  // NaN where nothing is measured
  bool finished = false;  // early stopping, or no tree splits any more
};

// What a checkpoint holds beside the forest.
struct BoosterState {
  std::int64_t best_iterations = 0;
  double best_value = 0;
  bool finished = false;
};

class Booster {
 public:
  // Checks options against data. Throws typed errors; see make_objective and metric_of.
  Booster(std::shared_ptr<const BinnedMatrix> matrix, BoosterRows rows, BoosterOptions options,
          const RunContext& context);
  ~Booster();

  // Goes on from a model of any bins: its trees, and the scores they give, f64[outputs][row_count].
  void continue_from(const Forest& forest, const std::vector<double>& scores);
  // Goes on from a checkpoint of this training (after continue_from, if that one had it): replays its trees.
  void resume(const Forest& forest, const BoosterState& state, const RunContext& context);

  // One more iteration. Custom objectives: after set_gradients.
  BoosterStep iterate(const RunContext& context);
  // Takes the validation metric of the last iteration from outside; whether training has ended.
  bool report(double value);

  // The rows that are trained on, and those that are measured; ascending.
  const std::vector<std::uint32_t>& training_rows() const;
  const std::vector<std::uint32_t>& validation_rows() const;
  std::int32_t output_count() const;
  // f64[outputs][rows.size()]
  std::vector<double> scores_of(const std::vector<std::uint32_t>& rows) const;
  // f64[outputs][training_rows().size()] each. Throws Error(VALUE_INVALID) for what is no derivative: not finite, or a
  // negative hessian.
  void set_gradients(const double* gradients, const double* hessians, std::size_t count);

  std::int64_t iterations() const;  // of the forest, those it continued from included
  BoosterState state() const;
  const Forest& forest() const;  // all trees
  // The model: the trees up to the best iteration where training stops early, else all.
  Forest best_forest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::trees
