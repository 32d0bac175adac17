// The Hessian of the softmax loss, times a direction, for a dense block, values f32[row_count][stride], in one read of
// it. Reference: src/engine/reference/softmax_hessian_product_dense.ts.
//
// probabilities f64[row_count][outputs], weights f64[row_count] or null (all 1), direction f64[outputs][stride],
// direction_intercepts f64[outputs]; scratch f64[kTileRows][outputs]. With s = values · direction +
// direction_intercepts and change[k] = weight p[k] (s[k] - sum of p[j] s[j]), adds
//   totals[k] += sum of change[k]                    the intercepts' product
//   product[outputs][stride] += sum of change[k] values[row]

static void softmax_hessian_product_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                          const double* probabilities, const double* weights, const double* direction,
                                          const double* direction_intercepts, std::int32_t outputs, double* scratch,
                                          double* totals, double* product) {
  double factors[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    for (std::int32_t row = 0; row < count; ++row) {
      const float* at = tile + static_cast<std::size_t>(row) * stride;
      for (std::int32_t output = 0; output < outputs; ++output) {
        scratch[static_cast<std::size_t>(row) * outputs + output] =
            dot_dense(at, direction + static_cast<std::size_t>(output) * stride, stride) + direction_intercepts[output];
      }
    }
    softmax_curvature_rows(probabilities + static_cast<std::size_t>(begin) * outputs,
                           weights ? weights + begin : nullptr, count, outputs, scratch);
    for (std::int32_t output = 0; output < outputs; ++output) {
      for (std::int32_t row = 0; row < count; ++row)
        factors[row] = scratch[static_cast<std::size_t>(row) * outputs + output];
      add_rows_dense(tile, count, stride, factors, product + static_cast<std::size_t>(output) * stride);
    }
    for (std::int32_t row = 0; row < count; ++row) {
      for (std::int32_t output = 0; output < outputs; ++output) {
        totals[output] += scratch[static_cast<std::size_t>(row) * outputs + output];
      }
    }
  }
}
