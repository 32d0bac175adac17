// Adds sums[stride] += sum of weight value and squares[stride] += sum of weight value², for each column of
// a dense block, values f32[row_count][stride]; weights f64[row_count] or null (all 1). Reference:
// src/engine/reference/column_moments_dense.ts.

static void column_moments_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                 const double* weights, double* __restrict sums, double* __restrict squares) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    const double weight = weights ? weights[row] : 1.0;
    for (std::int32_t column = 0; column < stride; ++column) {
      const double value = at[column];
      const double weighted = weight * value;
      sums[column] += weighted;
      squares[column] += weighted * value;
    }
  }
}
