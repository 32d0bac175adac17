// The softmax (multinomial logistic) loss of a dense block, values f32[row_count][stride], and its gradient, in one
// read of it. Reference: src/engine/reference/softmax_gradient_dense.ts.
//
// labels f64[row_count]: the class's index; weights f64[row_count] or null (all 1); coefficients f64[outputs][stride],
// intercepts f64[outputs]; scratch f64[kTileRows][outputs]. With p = softmax(values · coefficients + intercepts), adds
//   totals[0] += sum of -weight log(p[label])
//   totals[1 + k] += sum of weight (p[k] - (k = label))              the intercepts' gradient
//   gradient[outputs][stride] += sum of weight (p[k] - (k = label)) values[row]
// and writes probabilities[row_count][outputs] = p.

static void softmax_gradient_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                   const double* labels, const double* weights, const double* coefficients,
                                   const double* intercepts, std::int32_t outputs, double* scratch, double* totals,
                                   double* gradient, double* probabilities) {
  double loss_lanes[kLanes] = {};
  double losses[kTileRows];
  double factors[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    double* p = probabilities + static_cast<std::size_t>(begin) * outputs;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    for (std::int32_t row = 0; row < count; ++row) {
      const float* at = tile + static_cast<std::size_t>(row) * stride;
      for (std::int32_t output = 0; output < outputs; ++output) {
        p[static_cast<std::size_t>(row) * outputs + output] =
            dot_dense(at, coefficients + static_cast<std::size_t>(output) * stride, stride) + intercepts[output];
      }
    }
    softmax_rows(labels + begin, weights ? weights + begin : nullptr, count, outputs, losses, scratch, p);
    for (std::int32_t output = 0; output < outputs; ++output) {
      for (std::int32_t row = 0; row < count; ++row)
        factors[row] = scratch[static_cast<std::size_t>(row) * outputs + output];
      add_rows_dense(tile, count, stride, factors, gradient + static_cast<std::size_t>(output) * stride);
    }
    add_to_lanes(losses, count, loss_lanes);
    for (std::int32_t row = 0; row < count; ++row) {
      for (std::int32_t output = 0; output < outputs; ++output) {
        (totals + 1)[output] += scratch[static_cast<std::size_t>(row) * outputs + output];
      }
    }
  }
  totals[0] += fold_lanes(loss_lanes);
}
