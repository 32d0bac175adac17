#include "transforms/score.h"

#include <algorithm>

namespace millrace {

namespace {

// Rows scored at a time: enough to keep the block in cache, and to look for cancellation in between.
constexpr std::int64_t kScoredAtOnce = 1024;

template <typename Values>
void binarize(Values& values, double above) {
  for (float& value : values) value = value > above ? 1.0f : 0.0f;
}

}  // namespace

void ScoreLinear::run(Run& run) {
  const auto outputs = static_cast<std::size_t>(weights_->outputs());
  Numbers scores(static_cast<std::size_t>(run.row_count) * outputs);
  const std::int32_t stride = (weights_->columns() + kDenseStride - 1) / kDenseStride * kDenseStride;
  for (std::int64_t begin = 0; begin < run.row_count; begin += kScoredAtOnce) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + kScoredAtOnce);
    double* at = scores.data() + static_cast<std::size_t>(begin) * outputs;
    if (assembly_.sparse) {
      CsrBlock block;
      assembly_.fill(run, begin, end, block);
      if (binarize_) binarize(block.values, *binarize_);
      linear_scores(block, *weights_, at);
    } else {
      DenseBlock block;
      assembly_.fill(run, begin, end, block, stride);
      if (binarize_) binarize(block.values, *binarize_);
      linear_scores(block, *weights_, at);
    }
  }
  if (output_ == LinearOutput::sigmoid) {
    Numbers probabilities(static_cast<std::size_t>(run.row_count) * 2);
    binary_probabilities(scores.data(), run.row_count, probabilities.data());
    scores = std::move(probabilities);
  } else if (output_ == LinearOutput::softmax) {
    softmax_probabilities(scores.data(), run.row_count, weights_->outputs(), scores.data());
  }
  if (output_ == LinearOutput::one_vs_rest) {
    one_vs_rest_probabilities(scores.data(), run.row_count, weights_->outputs(), scores.data());
  } else if (output_ == LinearOutput::modified_huber) {
    Numbers probabilities(static_cast<std::size_t>(run.row_count) * std::max<std::size_t>(2, outputs));
    modified_huber_probabilities(scores.data(), run.row_count, weights_->outputs(), probabilities.data());
    scores = std::move(probabilities);
  }
  run.set(out_, std::move(scores));
}

void ScoreGaussian::run(Run& run) {
  const auto classes = static_cast<std::size_t>(scores_->classes());
  const std::int32_t stride = (scores_->columns() + kDenseStride - 1) / kDenseStride * kDenseStride;
  Numbers out(static_cast<std::size_t>(run.row_count) * classes);
  for (std::int64_t begin = 0; begin < run.row_count; begin += kScoredAtOnce) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + kScoredAtOnce);
    DenseBlock block;
    assembly_.fill(run, begin, end, block, stride);
    scores_->score(block, out.data() + static_cast<std::size_t>(begin) * classes);
  }
  softmax_probabilities(out.data(), run.row_count, scores_->classes(), out.data());
  run.set(out_, std::move(out));
}

void RepeatConstant::run(Run& run) {
  Numbers numbers;
  numbers.reserve(static_cast<std::size_t>(run.row_count) * values_.size());
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    numbers.insert(numbers.end(), values_.begin(), values_.end());
  }
  run.set(out_, std::move(numbers));
}

}  // namespace millrace
