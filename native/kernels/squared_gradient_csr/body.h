// The squared loss of a sparse block, and half its gradient, in one read of the block. Reference:
// src/engine/reference/squared_gradient_csr.ts.
//
// targets f64[row_count], weights f64[row_count] or null (all 1), coefficients f64[columns];
// residual = values · coefficients + intercept - target. Adds
//   totals[0] += sum of weight residual²
//   totals[1] += sum of weight residual                    half the intercept's gradient
//   gradient[columns] += sum of weight residual values[row]    half the gradient

static void squared_gradient_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                 std::int32_t row_count, const double* targets, const double* weights,
                                 const double* coefficients, double intercept, double* totals, double* gradient) {
  double loss_lanes[kLanes] = {};
  double residual_lanes[kLanes] = {};
  double scores[kTileRows], losses[kTileRows], residuals[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    scores_of_sparse_tile(offsets + begin, indices, values, count, coefficients, intercept, scores);
    for (std::int32_t row = 0; row < count; ++row) {
      const double residual = scores[row] - targets[begin + row];
      residuals[row] = weights ? weights[begin + row] * residual : residual;
      losses[row] = residuals[row] * residual;
    }
    add_rows_sparse(offsets + begin, indices, values, count, residuals, gradient);
    add_to_lanes(losses, count, loss_lanes);
    add_to_lanes(residuals, count, residual_lanes);
  }
  totals[0] += fold_lanes(loss_lanes);
  totals[1] += fold_lanes(residual_lanes);
}
