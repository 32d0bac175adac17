// scores[row_count][outputs] = a sparse block · weights[columns][outputs] + intercepts[outputs], in f64.
// Reference: src/engine/reference/linear_scores_csr.ts.

static void linear_scores_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                              std::int32_t row_count, const double* weights, const double* intercepts,
                              std::int32_t outputs, double* scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const std::uint32_t begin = offsets[row];
    const std::uint32_t count = offsets[row + 1] - begin;
    if (outputs == 1) {
      scores[row] = dot_sparse(indices + begin, values + begin, count, weights) + intercepts[0];
    } else {
      scores_sparse(indices + begin, values + begin, count, weights, intercepts, outputs,
                    scores + static_cast<std::size_t>(row) * outputs);
    }
  }
}
