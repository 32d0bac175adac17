// Adds sums[columns] += sum of weight value and squares[columns] += sum of weight value², for each column of
// a sparse block; weights f64[row_count] or null (all 1). Reference:
// src/engine/reference/column_moments_csr.ts.

static void column_moments_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                               std::int32_t row_count, const double* weights, double* __restrict sums,
                               double* __restrict squares) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const double weight = weights ? weights[row] : 1.0;
    for (std::uint32_t entry = offsets[row]; entry < offsets[row + 1]; ++entry) {
      const double value = values[entry];
      const double weighted = weight * value;
      sums[indices[entry]] += weighted;
      squares[indices[entry]] += weighted * value;
    }
  }
}
