// scores = values · weights + intercept, in f64.

static inline double fold_lanes(const double* lanes) {
  double half[kLanes / 2];
  for (int l = 0; l < kLanes / 2; ++l) half[l] = lanes[l] + lanes[l + kLanes / 2];
  for (int width = kLanes / 4; width > 0; width /= 2) {
    for (int l = 0; l < width; ++l) half[l] += half[l + width];
  }
  return half[0];
}

static void linear_scores_dense(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                                double intercept, double* scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    double lanes[kLanes] = {};
    for (std::int32_t column = 0; column < stride; column += kLanes) {
      for (int l = 0; l < kLanes; ++l) lanes[l] += static_cast<double>(at[column + l]) * weights[column + l];
    }
    scores[row] = fold_lanes(lanes) + intercept;
  }
}
