#include "trees/boost/training_weights.h"

#include <string>

#include "core/error.h"
#include "core/random.h"

namespace millrace::trees {

namespace {

constexpr double kMostWeight = 1e30;

// The weight of each class in training: given, or such that all weigh the same (scikit-learn's 'balanced').
std::vector<double> weights_of_classes(const BoosterRows& rows, const BoosterOptions& options, std::size_t training_end,
                                       const std::vector<std::uint8_t>& held) {
  if (!options.balanced) return options.class_weight;
  std::vector<double> totals(static_cast<std::size_t>(options.objective.class_count));
  double all = 0;
  for (std::size_t row = 0; row < training_end; ++row) {
    if (!held.empty() && held[row]) continue;
    const double weight = rows.weight ? rows.weight[row] : 1;
    totals[static_cast<std::size_t>(rows.target[row])] += weight;
    all += weight;
  }
  const auto classes = static_cast<double>(totals.size());
  for (double& total : totals) total = total > 0 ? all / (classes * total) : 1;
  return totals;
}

}  // namespace

std::vector<std::uint8_t> draw_held(const BoosterRows& rows, const BoosterOptions& options, std::size_t training_end) {
  if (options.validation_fraction <= 0) return {};
  std::vector<std::uint8_t> held(training_end);
  const RandomStream random(options.seed, "validation rows");
  for (std::size_t row = 0; row < training_end; ++row) {
    const auto unit = rows.group ? static_cast<std::uint64_t>(rows.group[row]) : static_cast<std::uint64_t>(row);
    held[row] = static_cast<double>(random.uint32(unit)) < options.validation_fraction * 4294967296.0 ? 1 : 0;
  }
  return held;
}

std::vector<float> training_weights(const BoosterRows& rows, const BoosterOptions& options, std::size_t training_end,
                                    const std::vector<std::uint8_t>& held) {
  const std::vector<double> of_class = weights_of_classes(rows, options, training_end, held);
  if (!rows.weight && held.empty() && of_class.empty()) return {};
  std::vector<float> weights(training_end);
  bool any = false;
  for (std::size_t row = 0; row < training_end; ++row) {
    double weight = rows.weight ? rows.weight[row] : 1;
    if (!(weight >= 0 && weight <= kMostWeight)) {
      throw Error("WEIGHT_INVALID", "row " + std::to_string(row) + ": the weight is " + std::to_string(weight),
                  "weights are from 0 to 1e30, and none is missing", static_cast<std::int64_t>(row));
    }
    if (!of_class.empty()) weight *= of_class[static_cast<std::size_t>(rows.target[row])];
    if (!held.empty() && held[row]) weight = 0;
    weights[row] = static_cast<float>(weight);
    any = any || weights[row] > 0;
  }
  if (!any) throw Error("WEIGHT_INVALID", "all weights are 0", "give some rows a weight above 0");
  return weights;
}

}  // namespace millrace::trees
