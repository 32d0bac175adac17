// The logistic loss of a tile of rows, from their scores. Included inside the namespace of one instruction set.

// For each row r < row_count <= kTileRows, with p = 1 / (1 + exp(-score)) and w its weight (1 without weights):
//   losses[r]     = w (log(1 + exp(score)) - label score)
//   residuals[r]  = w (p - label)
//   curvatures[r] = w p (1 - p)
// Nothing overflows and nothing cancels: everything is computed from e = exp(-|score|) <= 1.
static inline void logistic_rows(const double* scores, const double* labels, const double* weights,
                                 std::int32_t row_count, double* __restrict losses, double* __restrict residuals,
                                 double* __restrict curvatures) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const double score = scores[row];
    const double label = labels[row];
    const double e = math::exp(-math::absolute(score));
    const double inverse = 1.0 / (1.0 + e);
    const double larger = inverse;       // the probability of the class the score favours
    const double smaller = e * inverse;  // and of the other: exact where 1 - larger would cancel
    const double p = score >= 0.0 ? larger : smaller;
    const double q = score >= 0.0 ? smaller : larger;
    // label is 0 or 1: the loss is log(1 + exp(-margin)), margin = ±score
    const double margin = label > 0.5 ? score : -score;
    const double wrong = margin < 0.0 ? -margin : 0.0;
    losses[row] = wrong + math::log1p(e);
    residuals[row] = label > 0.5 ? -q : p;
    curvatures[row] = larger * smaller;
  }
  if (weights) {
    for (std::int32_t row = 0; row < row_count; ++row) {
      losses[row] *= weights[row];
      residuals[row] *= weights[row];
      curvatures[row] *= weights[row];
    }
  }
}
