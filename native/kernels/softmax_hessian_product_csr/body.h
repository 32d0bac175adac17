// The Hessian of the softmax loss, times a direction, for a sparse block, in one read of it.
// Reference: src/engine/reference/softmax_hessian_product_csr.ts.
//
// probabilities f64[row_count][outputs], weights f64[row_count] or null (all 1), direction f64[columns][outputs],
// direction_intercepts f64[outputs]; scratch f64[kTileRows][outputs]. With s = values · direction +
// direction_intercepts and change[k] = weight p[k] (s[k] - sum of p[j] s[j]), adds
//   totals[k] += sum of change[k]                    the intercepts' product
//   product[columns][outputs] += sum of change[k] values[row]

static void softmax_hessian_product_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                        std::int32_t row_count, const double* probabilities, const double* weights,
                                        const double* direction, const double* direction_intercepts,
                                        std::int32_t outputs, double* scratch, double* totals, double* product) {
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    for (std::int32_t row = 0; row < count; ++row) {
      const std::uint32_t at = offsets[begin + row];
      scores_sparse(indices + at, values + at, offsets[begin + row + 1] - at, direction, direction_intercepts, outputs,
                    scratch + static_cast<std::size_t>(row) * outputs);
    }
    softmax_curvature_rows(probabilities + static_cast<std::size_t>(begin) * outputs,
                           weights ? weights + begin : nullptr, count, outputs, scratch);
    for (std::int32_t row = 0; row < count; ++row) {
      const std::uint32_t end = offsets[begin + row + 1];
      const double* factors = scratch + static_cast<std::size_t>(row) * outputs;
      for (std::uint32_t entry = offsets[begin + row]; entry < end; ++entry) {
        const double value = values[entry];
        double* sums = product + static_cast<std::size_t>(indices[entry]) * outputs;
        for (std::int32_t output = 0; output < outputs; ++output) sums[output] += factors[output] * value;
      }
    }
    for (std::int32_t row = 0; row < count; ++row) {
      for (std::int32_t output = 0; output < outputs; ++output) {
        totals[output] += scratch[static_cast<std::size_t>(row) * outputs + output];
      }
    }
  }
}
