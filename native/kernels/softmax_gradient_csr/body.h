// The softmax (multinomial logistic) loss of a sparse block, and its gradient, in one read of it.
// Reference: src/engine/reference/softmax_gradient_csr.ts.
//
// labels f64[row_count]: the class's index; weights f64[row_count] or null (all 1); coefficients f64[columns][outputs],
// intercepts f64[outputs]; scratch f64[kTileRows][outputs]. With p = softmax(values · coefficients + intercepts), adds
//   totals[0] += sum of -weight log(p[label])
//   totals[1 + k] += sum of weight (p[k] - (k = label))              the intercepts' gradient
//   gradient[columns][outputs] += sum of weight (p[k] - (k = label)) values[row]
// and writes probabilities[row_count][outputs] = p.

static void softmax_gradient_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                 std::int32_t row_count, const double* labels, const double* weights,
                                 const double* coefficients, const double* intercepts, std::int32_t outputs,
                                 double* scratch, double* totals, double* gradient, double* probabilities) {
  double loss_lanes[kLanes] = {};
  double losses[kTileRows];
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    double* p = probabilities + static_cast<std::size_t>(begin) * outputs;
    for (std::int32_t row = 0; row < count; ++row) {
      const std::uint32_t at = offsets[begin + row];
      scores_sparse(indices + at, values + at, offsets[begin + row + 1] - at, coefficients, intercepts, outputs,
                    p + static_cast<std::size_t>(row) * outputs);
    }
    softmax_rows(labels + begin, weights ? weights + begin : nullptr, count, outputs, losses, scratch, p);
    for (std::int32_t row = 0; row < count; ++row) {
      const std::uint32_t end = offsets[begin + row + 1];
      const double* factors = scratch + static_cast<std::size_t>(row) * outputs;
      for (std::uint32_t entry = offsets[begin + row]; entry < end; ++entry) {
        const double value = values[entry];
        double* sums = gradient + static_cast<std::size_t>(indices[entry]) * outputs;
        for (std::int32_t output = 0; output < outputs; ++output) sums[output] += factors[output] * value;
      }
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
