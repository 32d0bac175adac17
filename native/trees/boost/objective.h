// What boosting minimises: a loss of each row's target and scores, with its derivatives by the scores.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trees/boost/labels.h"
#include "trees/model/forest.h"

namespace millrace::trees {

struct ObjectiveOptions {
  // logLoss (binary or softmax, by class_count), squared, absolute, huber, quantile, poisson, gamma, tweedie,
  // lambdaRank, or custom (gradients are given from outside).
  std::string name = "squared";
  std::int32_t class_count = 0;
  double quantile = 0.5;        // quantile: the one to predict
  double huber_quantile = 0.9;  // huber: residuals beyond this quantile of their magnitudes count linearly …
  double huber_delta = 0;       // … or those beyond this, when above 0
  double tweedie_power = 1.5;   // 1 … 2
  std::int32_t rank_truncation = 30;
  bool rank_normalise = true;
  std::int32_t custom_outputs = 1;
  Link custom_link = Link::identity;
  std::vector<double> custom_initial;  // [custom_outputs]; empty: 0
};

// Bound to the labels that it was made with. Scores are f64[outputs][row_count].
class Objective {
 public:
  explicit Objective(const Labels& labels) : labels_(labels) {}
  virtual ~Objective() = default;

  virtual std::int32_t output_count() const { return 1; }
  virtual Link link() const { return Link::identity; }
  // Whether the hessian of a row is its weight.
  virtual bool constant_hessian() const { return false; }
  // The scores that no tree has added to, one an output.
  virtual std::vector<double> initial_scores(const RunContext& context) const = 0;
  // Called before the trees of an iteration are grown, once for all outputs.
  virtual void begin_iteration(const double* scores, const RunContext& context);
  // Writes gradients and hessians f32[training_end] of one output; `scores` are that output's, as they were when the
  // iteration began. hessians is null where they are all 1.
  virtual void differentiate(std::int32_t output, const double* scores, float* gradients, float* hessians,
                             const RunContext& context) const;
  // Whether the derivatives of a row need no other row's, so that those of any stretch can be had by themselves.
  virtual bool is_rowwise() const { return true; }
  // Those of the rows [begin, end) to f32[end - begin]. Of rowwise objectives alone.
  virtual void differentiate_rows(std::int32_t output, const double* scores, std::size_t begin, std::size_t end,
                                  float* gradients, float* hessians) const;
  // The loss of a row without its weight, from its scores: scores[output · row_count].
  virtual double loss(std::size_t row, const double* scores) const = 0;

  // Whether leaves get another value than the Newton step: the one that minimises the loss of their rows.
  virtual bool renews_leaves() const { return false; }
  // That value. `rows` are the leaf's, `scores` without the tree. May reorder `scratch`.
  virtual double renewed(std::span<const std::uint32_t> rows, const double* scores,
                         std::vector<std::pair<double, double>>& scratch) const;

 protected:
  Labels labels_;
};

// Checks the targets. Throws Error(TARGET_INVALID) naming value and row, TARGET_CONSTANT where nothing can be learnt.
std::unique_ptr<Objective> make_objective(const ObjectiveOptions& options, const Labels& labels,
                                          const RunContext& context);

// The log loss of a row of class `label` from its scores, one every `stride`: log of the sum of their exp, less its
// own.
double softmax_loss(const double* scores, std::size_t stride, std::int32_t class_count, double label);

// The makers that make_objective chooses from.
std::unique_ptr<Objective> log_loss_objective(const Labels& labels);
std::unique_ptr<Objective> softmax_objective(const Labels& labels, std::int32_t class_count);
std::unique_ptr<Objective> squared_objective(const Labels& labels);
std::unique_ptr<Objective> quantile_objective(const Labels& labels, double quantile, bool absolute);
std::unique_ptr<Objective> huber_objective(const Labels& labels, double quantile, double delta);
std::unique_ptr<Objective> tweedie_objective(const Labels& labels, double power);
std::unique_ptr<Objective> lambda_rank_objective(const Labels& labels, std::int32_t truncation, bool normalise);
std::unique_ptr<Objective> custom_objective(const Labels& labels, const ObjectiveOptions& options);

}  // namespace millrace::trees
