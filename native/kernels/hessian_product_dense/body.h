// The Hessian of a loss of one score, times a direction, for a dense block, values f32[row_count][stride], in one read
// of it. Reference: src/engine/reference/hessian_product_dense.ts.
//
// curvatures f64[row_count]: the loss's second derivatives by each row's score; direction f64[stride].
// With change = curvature (values · direction + direction_intercept), adds
//   totals[0] += sum of change                   the intercept's product
//   product[stride] += sum of change values[row]

static void hessian_product_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                  const double* curvatures, const double* direction, double direction_intercept,
                                  double* totals, double* product) {
  double change_lanes[kLanes] = {};
  double scores[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    scores_of_dense_tile(tile, count, stride, direction, direction_intercept, scores);
    for (std::int32_t row = 0; row < count; ++row) scores[row] *= curvatures[begin + row];
    add_rows_dense(tile, count, stride, scores, product);
    add_to_lanes(scores, count, change_lanes);
  }
  totals[0] += fold_lanes(change_lanes);
}
