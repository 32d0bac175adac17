#include "linear/predict.h"

#include <algorithm>

#include "core/math.h"
#include "simd/kernels.h"

namespace millrace {

LinearWeights::LinearWeights(const double* weights, const double* intercepts, std::int32_t outputs,
                             std::int32_t columns)
    : outputs_(outputs), columns_(columns), intercepts_(intercepts, intercepts + outputs) {
  const std::size_t stride = (static_cast<std::size_t>(columns) + kDenseStride - 1) / kDenseStride * kDenseStride;
  rows_.resize(stride * outputs);
  interleaved_.resize(static_cast<std::size_t>(columns) * outputs);
  for (std::int32_t output = 0; output < outputs; ++output) {
    for (std::int32_t column = 0; column < columns; ++column) {
      const double weight = weights[static_cast<std::size_t>(output) * columns + column];
      rows_[output * stride + column] = weight;
      interleaved_[static_cast<std::size_t>(column) * outputs + output] = weight;
    }
  }
}

void linear_scores(const DenseBlock& block, const LinearWeights& weights, double* scores) {
  const std::int32_t stride = static_cast<std::int32_t>(weights.rows_.size() / weights.outputs_);
  kernels().linear_scores_dense(block.values.data(), block.row_count, stride, weights.rows_.data(),
                                weights.intercepts_.data(), weights.outputs_, scores);
}

void linear_scores(const CsrBlock& block, const LinearWeights& weights, double* scores) {
  kernels().linear_scores_csr(block.offsets.data(), block.indices.data(), block.values.data(), block.row_count,
                              weights.interleaved_.data(), weights.intercepts_.data(), weights.outputs_, scores);
}

void linear_scores(const FeatureMatrix& matrix, const LinearWeights& weights, const RunContext& context,
                   double* scores) {
  parallel_for(context, matrix.block_count(), [&](std::size_t block) {
    double* at = scores + block * kBlockRows * weights.outputs();
    if (matrix.sparse) {
      linear_scores(matrix.csr[block], weights, at);
    } else {
      linear_scores(matrix.dense[block], weights, at);
    }
  });
}

void binary_probabilities(const double* scores, std::int64_t row_count, double* probabilities) {
  for (std::int64_t row = 0; row < row_count; ++row) {
    const double score = scores[row];
    // Both from e = exp(-|score|) <= 1: neither overflows, and the smaller keeps all its digits.
    const double e = math::exp(-math::absolute(score));
    const double larger = 1.0 / (1.0 + e);
    const double smaller = e / (1.0 + e);
    probabilities[2 * row] = score >= 0 ? smaller : larger;
    probabilities[2 * row + 1] = score >= 0 ? larger : smaller;
  }
}

void softmax_probabilities(const double* scores, std::int64_t row_count, std::int32_t class_count,
                           double* probabilities) {
  for (std::int64_t row = 0; row < row_count; ++row) {
    const double* from = scores + row * class_count;
    double* to = probabilities + row * class_count;
    const double greatest = *std::max_element(from, from + class_count);
    double sum = 0;
    for (std::int32_t k = 0; k < class_count; ++k) {
      to[k] = math::exp(from[k] - greatest);
      sum += to[k];
    }
    for (std::int32_t k = 0; k < class_count; ++k) to[k] /= sum;
  }
}

void one_vs_rest_probabilities(const double* scores, std::int64_t row_count, std::int32_t class_count,
                               double* probabilities) {
  for (std::int64_t row = 0; row < row_count; ++row) {
    const double* from = scores + row * class_count;
    double* to = probabilities + row * class_count;
    double sum = 0;
    for (std::int32_t k = 0; k < class_count; ++k) {
      const double e = math::exp(-math::absolute(from[k]));
      to[k] = from[k] >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
      sum += to[k];
    }
    // Where all are 0, as far as float64 goes, their scores still say which is the likeliest.
    if (sum == 0) {
      softmax_probabilities(from, 1, class_count, to);
    } else {
      for (std::int32_t k = 0; k < class_count; ++k) to[k] /= sum;
    }
  }
}

void modified_huber_probabilities(const double* scores, std::int64_t row_count, std::int32_t outputs,
                                  double* probabilities) {
  const auto chance = [](double score) { return (std::clamp(score, -1.0, 1.0) + 1) / 2; };
  for (std::int64_t row = 0; row < row_count; ++row) {
    const double* from = scores + row * outputs;
    if (outputs == 1) {
      probabilities[2 * row] = chance(-from[0]);
      probabilities[2 * row + 1] = chance(from[0]);
      continue;
    }
    double* to = probabilities + row * outputs;
    double sum = 0;
    for (std::int32_t k = 0; k < outputs; ++k) sum += to[k] = chance(from[k]);
    for (std::int32_t k = 0; k < outputs; ++k) to[k] = sum > 0 ? to[k] / sum : 1.0 / outputs;
  }
}

}  // namespace millrace
