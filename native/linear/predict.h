// Scores and probabilities of fitted linear models, for whole matrices and for single rows: the same bits.
#pragma once

#include <cstdint>

#include "core/buffer.h"
#include "core/matrix.h"
#include "parallel/pool.h"

namespace millrace {

// The coefficients in the layouts the kernels read; made once per model.
class LinearWeights {
 public:
  // weights[outputs][columns], intercepts[outputs]
  LinearWeights(const double* weights, const double* intercepts, std::int32_t outputs, std::int32_t columns);

  std::int32_t outputs() const { return outputs_; }
  std::int32_t columns() const { return columns_; }

 private:
  friend void linear_scores(const DenseBlock&, const LinearWeights&, double*);
  friend void linear_scores(const CsrBlock&, const LinearWeights&, double*);

  std::int32_t outputs_;
  std::int32_t columns_;
  AlignedVector<double> rows_;         // [outputs][stride], for dense blocks
  AlignedVector<double> interleaved_;  // [columns][outputs], for sparse blocks
  AlignedVector<double> intercepts_;
};

// scores[row_count][outputs] = values · weights + intercepts. The block or matrix has weights.columns() columns.
void linear_scores(const DenseBlock& block, const LinearWeights& weights, double* scores);
void linear_scores(const CsrBlock& block, const LinearWeights& weights, double* scores);
void linear_scores(const FeatureMatrix& matrix, const LinearWeights& weights, const RunContext& context,
                   double* scores);

// From scores[row_count] to probabilities[row_count][2]: of class 0, then of class 1 = 1 / (1 + exp(-score)).
void binary_probabilities(const double* scores, std::int64_t row_count, double* probabilities);

// From scores[row_count][class_count] to probabilities[row_count][class_count]; may be done in place.
void softmax_probabilities(const double* scores, std::int64_t row_count, std::int32_t class_count,
                           double* probabilities);

// From scores[row_count][class_count], each of a class against the others, to probabilities[row_count][class_count]:
// the logistic of each, divided by their sum. May be done in place. Zadrozny and Elkan, 2002.
void one_vs_rest_probabilities(const double* scores, std::int64_t row_count, std::int32_t class_count,
                               double* probabilities);

// The same by (score + 1) / 2 within 0 and 1, which is what the modified Huber loss estimates (Zhang, 2004). One score
// a row gives two probabilities. Where all are 0 they are shared out evenly.
void modified_huber_probabilities(const double* scores, std::int64_t row_count, std::int32_t outputs,
                                  double* probabilities);

}  // namespace millrace
