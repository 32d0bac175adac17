// Tf-idf weights as scikit-learn defines them.
// https://scikit-learn.org/stable/modules/feature_extraction.html#tfidf-term-weighting
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace millrace {

struct TfidfWeighting {
  enum class Norm { none, l1, l2 };
  bool binary = false;  // counts are 1
  bool use_idf = true;
  bool smooth_idf = true;     // used when the idf are computed: as if one more document held every term
  bool sublinear_tf = false;  // 1 + ln(count) instead of the count
  Norm norm = Norm::l2;
};

// idf[i] = ln((n + s) / (document_frequencies[i] + s)) + 1, where s is 1 when smooth and 0 otherwise.
// Correctly rounded logarithms: the same bits on every machine.
std::vector<double> inverse_document_frequencies(std::span<const std::int64_t> document_frequencies,
                                                 std::int64_t document_count, bool smooth);

// Turns the counts of a block into weights, row by row: tf, times idf[column] when use_idf (idf may be null then and
// counts as 1), divided by the row's norm. In f64, narrowed to f32 at the end. A row without weight stays as it is.
void apply_tfidf(CsrBlock& block, const double* idf, const TfidfWeighting& weighting);

}  // namespace millrace
