// First and second derivatives of the logistic loss, for boosting: of each row, from its score.
// Reference: src/engine/reference/logistic_residuals.ts.
//
// scores f64[row_count], labels u8[row_count] (0 or 1), weights f32[row_count] or null (all 1);
// p = 1 / (1 + exp(-score)):
//   gradients[r] = weight (p - label)
//   hessians[r]  = weight p (1 - p)

static void logistic_residuals(const double* scores, const std::uint8_t* labels, const float* weights,
                               std::int32_t row_count, float* __restrict gradients, float* __restrict hessians) {
  double residuals[kTileRows], curvatures[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    for (std::int32_t row = 0; row < count; ++row) {
      const double score = scores[begin + row];
      const double e = math::exp(-math::absolute(score));
      const double larger = 1.0 / (1.0 + e);  // the probability of the class the score favours
      const double smaller = e * larger;      // and of the other: exact where 1 - larger would cancel
      const double p = score >= 0.0 ? larger : smaller;
      const double q = score >= 0.0 ? smaller : larger;
      residuals[row] = labels[begin + row] != 0 ? -q : p;
      curvatures[row] = larger * smaller;
    }
    if (weights) {
      for (std::int32_t row = 0; row < count; ++row) {
        const double weight = static_cast<double>(weights[begin + row]);
        residuals[row] *= weight;
        curvatures[row] *= weight;
      }
    }
    for (std::int32_t row = 0; row < count; ++row) {
      gradients[begin + row] = static_cast<float>(residuals[row]);
      hessians[begin + row] = static_cast<float>(curvatures[row]);
    }
  }
}
