// Linear models by stochastic gradient descent: one step a row, rows in their order, nothing kept of them. Epochs are
// passes over the rows; each output (a class against the others, or the one of two classes and of regression) learns by
// itself, so outputs may run side by side. Sources: Bottou, "Stochastic gradient descent tricks", 2012 (steps, scaled
// and averaged weights); Tsuruoka, Tsujii and Ananiadou, 2009 (L1 by cumulative penalties); scikit-learn's
// SGDClassifier (defaults, stopping).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "linear/sgd_loss.h"
#include "linear/sgd_weights.h"
#include "parallel/pool.h"

namespace millrace {

enum class SgdSchedule { optimal, constant, invscaling, adaptive };

struct SgdOptions {
  SgdLoss loss;
  bool penalises = true;
  double l1_ratio = 0;  // of alpha: 0 is L2, 1 is L1
  double alpha = 0;     // strength of the penalty; of the optimal schedule even without one
  bool fit_intercept = true;
  SgdSchedule schedule = SgdSchedule::optimal;
  double eta0 = 0.01;
  double power_t = 0.5;
  std::int64_t average = 0;  // weights are averaged from this row on; 0 for never
  bool shuffle = false;      // rows within each window
  std::uint64_t seed = 0;
  double tol = -std::numeric_limits<double>::infinity();
  int no_change_epochs = 5;
  int max_epochs = 1000;
  int class_count = 0;                // 0 for regression
  std::vector<double> class_weights;  // [class_count], or empty
  std::int64_t kept_bytes = 0;        // rows that take no more than this stay in memory for later epochs
};

struct SgdEpoch {
  int epoch;
  double objective;  // per row, over all outputs
};

class SgdFit {
 public:
  // Rows that are shuffled among each other, and learnt from at a time.
  static constexpr std::int64_t kWindowRows = 4 * kBlockRows;

  explicit SgdFit(SgdOptions options);

  // Rows of this matrix's shape follow. Called before the first of each epoch.
  void begin(bool sparse, std::int32_t column_count);
  // Where the next rows are put: features as blocks of a matrix, one target and one weight for each.
  FeatureMatrix& pending() { return *pending_; }
  std::shared_ptr<FeatureMatrix> pending_matrix() { return pending_; }
  std::vector<double>& pending_targets() { return targets_; }
  std::vector<double>& pending_weights() { return weights_; }  // empty for 1 each
  // Learns from whole windows of the pending rows.
  void learn_windows(const RunContext& context);
  // Learns from the rows that are left. Throws Error VALUE_INFINITE when a weight is no longer finite.
  SgdEpoch end_epoch(const RunContext& context);

  // Whether nothing is left to do: every output has stopped improving, or max_epochs are over.
  bool finished() const { return epoch_ >= options_.max_epochs || stopped(); }
  // Whether training did what it was told to: without a tol, all epochs; else every output stopped improving, and
  // ended no worse than after its first epoch.
  bool converged() const;
  // Whether the rows of the epoch that ended are in memory.
  bool keeps_rows() const { return keeps_; }
  // One more epoch over rows in memory: those kept, or all of a matrix.
  SgdEpoch epoch_in_memory(const RunContext& context);
  // Rows in memory from the beginning: no window is pending then. Borrowed.
  void use(std::shared_ptr<const FeatureMatrix> matrix, const double* targets, const double* weights);

  std::int64_t stored_values() const { return stored_values_; }
  std::int32_t column_count() const { return column_count_; }
  void store(std::vector<double>& weights, std::vector<double>& intercepts) const;  // [outputs][columns], [outputs]

 private:
  struct Output {
    ScaledWeights weights;
    double intercept = 0, average_intercept = 0;
    double penalty = 0;  // L1 penalty that a weight could have got so far
    double t = 1, eta = 0;
    double objective = 0, first = 0, last = 0, best = std::numeric_limits<double>::infinity();
    int no_change = 0;
    bool stopped = false;
  };
  // Rows of one window: blocks of a matrix with what belongs to them.
  struct Window {
    const FeatureMatrix* matrix;
    std::size_t first_block;
    std::int64_t row_count;
    const double* targets;
    const double* weights;  // or nullptr
  };

  bool stopped() const;
  void learn(const Window& window, const RunContext& context);
  template <typename Row>
  void learn_row(Output& output, const Row& row, double target, double weight, int index) const;
  void take_window(std::int64_t rows, const RunContext& context);
  SgdEpoch close_epoch();

  SgdOptions options_;
  bool sparse_ = false;
  std::int32_t column_count_ = 0;
  double optimal_start_ = 0;
  std::vector<Output> outputs_;
  std::shared_ptr<FeatureMatrix> pending_ = std::make_shared<FeatureMatrix>();
  std::vector<double> targets_, weights_;
  std::vector<std::int32_t> order_;
  std::int64_t rows_ = 0;  // learnt from in this epoch
  std::int64_t stored_values_ = 0;
  int epoch_ = 0;

  bool keeps_;
  std::int64_t kept_size_ = 0;
  std::shared_ptr<FeatureMatrix> kept_ = std::make_shared<FeatureMatrix>();
  std::vector<double> kept_targets_, kept_weights_;
  std::shared_ptr<const FeatureMatrix> whole_;
  const double* whole_targets_ = nullptr;
  const double* whole_weights_ = nullptr;
};

}  // namespace millrace
