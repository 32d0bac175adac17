// logistic_gradient_dense on a sparse block: the same sums, coefficients[columns] and gradient[columns].
// Reference: src/engine/reference/logistic_gradient_csr.ts.

static void logistic_gradient_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                  std::int32_t row_count, const double* labels, const double* weights,
                                  const double* coefficients, double intercept, double* totals, double* gradient,
                                  double* curvatures) {
  double loss_lanes[kLanes] = {};
  double residual_lanes[kLanes] = {};
  double scores[kTileRows], losses[kTileRows], residuals[kTileRows], tile_curvatures[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    scores_of_sparse_tile(offsets + begin, indices, values, count, coefficients, intercept, scores);
    logistic_rows(scores, labels + begin, weights ? weights + begin : nullptr, count, losses, residuals,
                  curvatures ? curvatures + begin : tile_curvatures);
    add_rows_sparse(offsets + begin, indices, values, count, residuals, gradient);
    add_to_lanes(losses, count, loss_lanes);
    add_to_lanes(residuals, count, residual_lanes);
  }
  totals[0] += fold_lanes(loss_lanes);
  totals[1] += fold_lanes(residual_lanes);
}
