#include "trees/boost/objective.h"

#include <cmath>

#include "core/error.h"

namespace millrace::trees {

void Objective::begin_iteration(const double*, const RunContext&) {}

void Objective::differentiate(std::int32_t output, const double* scores, float* gradients, float* hessians,
                              const RunContext& context) const {
  for_blocks(context, labels_.training_end, [&](std::size_t begin, std::size_t end) {
    differentiate_rows(output, scores, begin, end, gradients + begin, hessians ? hessians + begin : nullptr);
  });
}

void Objective::differentiate_rows(std::int32_t, const double*, std::size_t, std::size_t, float*, float*) const {
  throw Error("INTERNAL", "this loss has no derivatives of single rows");
}

double Objective::renewed(std::span<const std::uint32_t>, const double*,
                          std::vector<std::pair<double, double>>&) const {
  return 0;
}

namespace {

// Larger values would leave what gradients, float32, can hold.
constexpr double kMostTarget = 1e30;

// Calls the objective's own check for each row and reports the first that fails.
void check_targets(const Labels& labels, const ObjectiveOptions& options, const RunContext& context) {
  const bool is_exponential = options.name == "poisson" || options.name == "tweedie" || options.name == "gamma";
  const bool needs_positive = options.name == "gamma" || (options.name == "tweedie" && options.tweedie_power >= 2);
  const bool is_class = options.name == "logLoss";
  const bool is_rank = options.name == "lambdaRank";
  const auto fits = [&](double target) {
    if (!(std::abs(target) <= kMostTarget)) return false;
    if (needs_positive) return target > 0;
    if (is_exponential) return target >= 0;
    if (is_class) return target >= 0 && target < options.class_count && target == std::floor(target);
    if (is_rank) return target >= 0 && target <= 31 && target == std::floor(target);
    return true;
  };
  const std::size_t blocks = (labels.row_count + kLabelBlock - 1) / kLabelBlock;
  std::vector<std::size_t> first_wrong(blocks, labels.row_count);
  for_blocks(context, labels.row_count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      if (fits(labels.target[row])) continue;
      first_wrong[begin / kLabelBlock] = row;
      return;
    }
  });
  for (const std::size_t row : first_wrong) {
    if (row == labels.row_count) continue;
    const double value = labels.target[row];
    const std::string where = "row " + std::to_string(row) + ": the target is " + std::to_string(value) + ", and ";
    const auto at = static_cast<std::int64_t>(row);
    if (std::isnan(value)) throw Error("TARGET_MISSING", "row " + std::to_string(row) + " has no target", "", at);
    if (needs_positive) {
      throw Error("TARGET_INVALID", where + "the loss '" + options.name + "' needs targets above 0",
                  "choose another loss, or filter such rows out", at);
    }
    if (is_exponential) {
      throw Error("TARGET_INVALID", where + "the loss '" + options.name + "' needs targets of 0 or more",
                  "choose another loss, or filter such rows out", at);
    }
    if (is_rank) {
      throw Error("TARGET_INVALID", where + "ranking needs grades of relevance: whole numbers from 0 to 31",
                  "turn the target into grades", at);
    }
    throw Error("TARGET_INVALID", where + "boosting takes values up to 1e30", "scale the target", at);
  }
}

}  // namespace

std::unique_ptr<Objective> make_objective(const ObjectiveOptions& options, const Labels& labels,
                                          const RunContext& context) {
  check_targets(labels, options, context);
  if (options.name == "logLoss") {
    return options.class_count > 2 ? softmax_objective(labels, options.class_count) : log_loss_objective(labels);
  }
  if (options.name == "squared") return squared_objective(labels);
  if (options.name == "absolute") return quantile_objective(labels, 0.5, true);
  if (options.name == "quantile") return quantile_objective(labels, options.quantile, false);
  if (options.name == "huber") return huber_objective(labels, options.huber_quantile, options.huber_delta);
  if (options.name == "poisson") return tweedie_objective(labels, 1);
  if (options.name == "gamma") return tweedie_objective(labels, 2);
  if (options.name == "tweedie") return tweedie_objective(labels, options.tweedie_power);
  if (options.name == "lambdaRank") {
    return lambda_rank_objective(labels, options.rank_truncation, options.rank_normalise);
  }
  if (options.name == "custom") return custom_objective(labels, options);
  throw Error("INTERNAL", "no objective is called '" + options.name + "'");
}

}  // namespace millrace::trees
