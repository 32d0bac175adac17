// The Hessian of a loss of one score, times a direction, for a sparse block, in one read of it.
// Reference: src/engine/reference/hessian_product_csr.ts.
//
// curvatures f64[row_count]: the loss's second derivatives by each row's score; direction f64[columns].
// With change = curvature (values · direction + direction_intercept), adds
//   totals[0] += sum of change                   the intercept's product
//   product[columns] += sum of change values[row]

static void hessian_product_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                std::int32_t row_count, const double* curvatures, const double* direction,
                                double direction_intercept, double* totals, double* product) {
  double change_lanes[kLanes] = {};
  double scores[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    scores_of_sparse_tile(offsets + begin, indices, values, count, direction, direction_intercept, scores);
    for (std::int32_t row = 0; row < count; ++row) scores[row] *= curvatures[begin + row];
    add_rows_sparse(offsets + begin, indices, values, count, scores, product);
    add_to_lanes(scores, count, change_lanes);
  }
  totals[0] += fold_lanes(change_lanes);
}
