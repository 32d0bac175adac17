// scores[row_count][outputs] = values[row_count][stride] · weights[outputs][stride] + intercepts[outputs], in f64.
// Reference: src/engine/reference/linear_scores_dense.ts.

static void linear_scores_dense(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                                const double* intercepts, std::int32_t outputs, double* scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    for (std::int32_t output = 0; output < outputs; ++output) {
      scores[static_cast<std::size_t>(row) * outputs + output] =
          dot_dense(at, weights + static_cast<std::size_t>(output) * stride, stride) + intercepts[output];
    }
  }
}
