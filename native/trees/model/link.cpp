#include "trees/model/link.h"

#include <algorithm>

#include "core/math.h"
#include "linear/predict.h"

namespace millrace::trees {

std::int32_t prediction_width(const Forest& forest) {
  return forest.link == Link::sigmoid && forest.output_count == 1 ? 2 : forest.output_count;
}

double first_sum(const Forest& forest, std::size_t output) {
  return forest.float32_sums ? forest.base_scores[output] : 0;
}

void finish_scores(const Forest& forest, std::size_t trees, std::int64_t row_count, double* sums) {
  const auto outputs = static_cast<std::size_t>(forest.output_count);
  if (forest.float32_sums) return;
  double scale = forest.scale;
  if (scale != 1 && trees != forest.tree_count() && trees > 0) {
    scale = scale * static_cast<double>(forest.tree_count()) / static_cast<double>(trees);
  }
  for (std::int64_t row = 0; row < row_count; ++row, sums += outputs) {
    for (std::size_t k = 0; k < outputs; ++k) sums[k] = forest.base_scores[k] + scale * sums[k];
  }
}

void apply_link(const Forest& forest, const double* scores, std::int64_t row_count, double* predictions) {
  const std::int64_t count = row_count * forest.output_count;
  switch (forest.link) {
    case Link::identity:
      std::copy(scores, scores + count, predictions);
      return;
    case Link::exp:
      for (std::int64_t i = 0; i < count; ++i) predictions[i] = math::exp(scores[i]);
      return;
    case Link::softmax:
      softmax_probabilities(scores, row_count, forest.output_count, predictions);
      return;
    case Link::sigmoid:
      if (forest.output_count == 1) return binary_probabilities(scores, row_count, predictions);
      for (std::int64_t i = 0; i < count; ++i) {
        const double e = math::exp(-math::absolute(scores[i]));
        predictions[i] = scores[i] >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
      }
      return;
  }
}

}  // namespace millrace::trees
