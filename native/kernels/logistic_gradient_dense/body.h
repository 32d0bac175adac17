// The logistic loss of a dense block and its gradient, in one read of the block. Reference:
// src/engine/reference/logistic_gradient_dense.ts.
//
// values f32[row_count][stride], labels f64[row_count] of 0 and 1, weights f64[row_count] or null (all 1),
// coefficients f64[stride]; score = values · coefficients + intercept, p = 1 / (1 + exp(-score)). Adds
//   totals[0] += sum of weight (log(1 + exp(score)) - label score)      the loss
//   totals[1] += sum of weight (p - label)                              the intercept's gradient
//   gradient[stride] += sum of weight (p - label) values[row]
// and writes curvatures[row_count] = weight p (1 - p), unless it is null.

static void logistic_gradient_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                    const double* labels, const double* weights, const double* coefficients,
                                    double intercept, double* totals, double* gradient, double* curvatures) {
  double loss_lanes[kLanes] = {};
  double residual_lanes[kLanes] = {};
  double scores[kTileRows], losses[kTileRows], residuals[kTileRows], tile_curvatures[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    scores_of_dense_tile(tile, count, stride, coefficients, intercept, scores);
    logistic_rows(scores, labels + begin, weights ? weights + begin : nullptr, count, losses, residuals,
                  curvatures ? curvatures + begin : tile_curvatures);
    add_rows_dense(tile, count, stride, residuals, gradient);
    add_to_lanes(losses, count, loss_lanes);
    add_to_lanes(residuals, count, residual_lanes);
  }
  totals[0] += fold_lanes(loss_lanes);
  totals[1] += fold_lanes(residual_lanes);
}
