// The softmax loss of a tile of rows, from their scores. Included inside the namespace of one instruction set.

// scores[row_count][outputs] become probabilities, in place. With w the row's weight (1 without weights), also
//   losses[r] = -w log(p[label])        residuals[r][k] = w (p[k] - (k = label))
// Scores are taken relative to the row's greatest; the sums leave out what would cancel (the greatest's 1 in the loss,
// the label's own share in its residual).
static inline void softmax_rows(const double* labels, const double* weights, std::int32_t row_count,
                                std::int32_t outputs, double* losses, double* __restrict residuals,
                                double* __restrict scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    double* at = scores + static_cast<std::size_t>(row) * outputs;
    double* residual = residuals + static_cast<std::size_t>(row) * outputs;
    const std::int32_t label = static_cast<std::int32_t>(labels[row]);
    std::int32_t best = 0;
    for (std::int32_t k = 1; k < outputs; ++k) best = at[k] > at[best] ? k : best;
    const double greatest = at[best];
    const double behind = greatest - at[label];
    for (std::int32_t k = 0; k < outputs; ++k) at[k] = math::exp(at[k] - greatest);
    double rest = 0;    // the sum without the greatest, which is 1
    double others = 0;  // the sum without the label
    for (std::int32_t k = 0; k < outputs; ++k) {
      rest += k == best ? 0.0 : at[k];
      others += k == label ? 0.0 : at[k];
    }
    const double weight = weights ? weights[row] : 1.0;
    const double inverse = 1.0 / (1.0 + rest);
    losses[row] = weight * (behind + math::log1p(rest));
    for (std::int32_t k = 0; k < outputs; ++k) {
      at[k] *= inverse;
      residual[k] = weight * at[k];
    }
    residual[label] = -weight * (others * inverse);
  }
}

// scores[row_count][outputs] of a direction become w p[k] (score[k] - sum of p[j] score[j]), in place.
static inline void softmax_curvature_rows(const double* probabilities, const double* weights, std::int32_t row_count,
                                          std::int32_t outputs, double* __restrict scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const double* p = probabilities + static_cast<std::size_t>(row) * outputs;
    double* at = scores + static_cast<std::size_t>(row) * outputs;
    double mean = 0;
    for (std::int32_t k = 0; k < outputs; ++k) mean += p[k] * at[k];
    const double weight = weights ? weights[row] : 1.0;
    for (std::int32_t k = 0; k < outputs; ++k) at[k] = weight * p[k] * (at[k] - mean);
  }
}
