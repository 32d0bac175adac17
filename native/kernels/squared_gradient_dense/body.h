// The squared loss of a dense block, values f32[row_count][stride], and half its gradient, in one read of the block.
// Reference: src/engine/reference/squared_gradient_dense.ts.
//
// targets f64[row_count], weights f64[row_count] or null (all 1), coefficients f64[stride];
// residual = values · coefficients + intercept - target. Adds
//   totals[0] += sum of weight residual²
//   totals[1] += sum of weight residual                    half the intercept's gradient
//   gradient[stride] += sum of weight residual values[row]    half the gradient

static void squared_gradient_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                   const double* targets, const double* weights, const double* coefficients,
                                   double intercept, double* totals, double* gradient) {
  double loss_lanes[kLanes] = {};
  double residual_lanes[kLanes] = {};
  double scores[kTileRows], losses[kTileRows], residuals[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    scores_of_dense_tile(tile, count, stride, coefficients, intercept, scores);
    for (std::int32_t row = 0; row < count; ++row) {
      const double residual = scores[row] - targets[begin + row];
      residuals[row] = weights ? weights[begin + row] * residual : residual;
      losses[row] = residuals[row] * residual;
    }
    add_rows_dense(tile, count, stride, residuals, gradient);
    add_to_lanes(losses, count, loss_lanes);
    add_to_lanes(residuals, count, residual_lanes);
  }
  totals[0] += fold_lanes(loss_lanes);
  totals[1] += fold_lanes(residual_lanes);
}
