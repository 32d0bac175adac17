// Metrics of the rows that are not trained on, from their scores.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trees/boost/objective.h"

namespace millrace::trees {

// Of rows in ascending order. weight: f64[row_count] of all rows, or null.
struct MetricRows {
  const Labels* labels;
  const double* weight;
  std::span<const std::uint32_t> rows;
  const double* scores;  // f64[outputs][row_count]
};

struct Metric {
  std::string name;
  bool higher_is_better;
};

// By name: loss (the objective's own), logLoss, rocAuc, accuracy, error, brier, mse, rmse, mae, r2, ndcg or ndcg@k.
// Throws Error(OPTION_INVALID) for names that are unknown or unfit for the objective, with those that fit.
Metric metric_of(const std::string& name, const ObjectiveOptions& objective);

// Sums run over fixed blocks, folded in order. NaN where the metric has no value (one class alone, no group).
double evaluate_metric(const Metric& metric, const Objective& objective, const MetricRows& rows,
                       const RunContext& context);

}  // namespace millrace::trees
