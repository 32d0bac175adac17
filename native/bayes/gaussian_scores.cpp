#include "bayes/gaussian_scores.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/error.h"

namespace millrace {

GaussianScores::GaussianScores(std::vector<double> log_priors, std::vector<double> means,
                               const std::vector<double>& variances)
    : constants_(std::move(log_priors)), means_(std::move(means)), halves_(variances.size()) {
  if (constants_.empty() || means_.size() != variances.size() || means_.size() % constants_.size() != 0) {
    throw Error("MODEL_CORRUPT", "means and variances do not fit together");
  }
  const std::size_t columns = means_.size() / constants_.size();
  columns_ = static_cast<std::int32_t>(columns);
  for (std::size_t i = 0; i < variances.size(); ++i) {
    if (!(variances[i] > 0)) throw Error("MODEL_CORRUPT", "a variance is not above 0");
    constants_[i / columns] -= 0.5 * std::log(2 * std::numbers::pi * variances[i]);
    halves_[i] = 0.5 / variances[i];
  }
}

void GaussianScores::score(const DenseBlock& block, double* scores) const {
  constexpr std::size_t kLanes = 8;  // independent sums, in one order for every instruction set
  if (block.row_count == 0) return;
  const std::size_t stride = block.values.size() / static_cast<std::size_t>(block.row_count);
  const auto columns = static_cast<std::size_t>(columns_);
  for (std::int32_t row = 0; row < block.row_count; ++row) {
    const float* values = block.values.data() + static_cast<std::size_t>(row) * stride;
    for (std::size_t of = 0; of < constants_.size(); ++of) {
      const double* means = &means_[of * columns];
      const double* halves = &halves_[of * columns];
      double lanes[kLanes] = {};
      std::size_t i = 0;
      for (; i + kLanes <= columns; i += kLanes) {
        for (std::size_t l = 0; l < kLanes; ++l) {
          const double away = values[i + l] - means[i + l];
          lanes[l] += away * away * halves[i + l];
        }
      }
      for (std::size_t l = 0; i + l < columns; ++l) {
        const double away = values[i + l] - means[i + l];
        lanes[l] += away * away * halves[i + l];
      }
      for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
        for (std::size_t l = 0; l < width; ++l) lanes[l] += lanes[l + width];
      }
      *scores++ = constants_[of] - lanes[0];
    }
  }
}

}  // namespace millrace
