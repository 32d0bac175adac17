// Products with sparse rows. Included inside the namespace of one instruction set (see kernels.cpp).

// The entries' values · weights[indices]. Four partial sums hide the latency of an addition: entry e adds to sum
// e mod 4, and the sums are added as (0 + 2) + (1 + 3).
static inline double dot_sparse(const std::uint32_t* indices, const float* values, std::uint32_t count,
                                const double* weights) {
  double sums[4] = {};
  std::uint32_t entry = 0;
  for (; entry + 4 <= count; entry += 4) {
    for (int l = 0; l < 4; ++l) sums[l] += static_cast<double>(values[entry + l]) * weights[indices[entry + l]];
  }
  for (; entry < count; ++entry) sums[entry % 4] += static_cast<double>(values[entry]) * weights[indices[entry]];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

// scores[outputs] = the entries' values · weights[columns][outputs] + intercepts[outputs], entry after entry
static inline void scores_sparse(const std::uint32_t* indices, const float* values, std::uint32_t count,
                                 const double* weights, const double* intercepts, std::int32_t outputs,
                                 double* __restrict scores) {
  for (std::int32_t output = 0; output < outputs; ++output) scores[output] = intercepts[output];
  for (std::uint32_t entry = 0; entry < count; ++entry) {
    const double value = values[entry];
    const double* at = weights + static_cast<std::size_t>(indices[entry]) * outputs;
    for (std::int32_t output = 0; output < outputs; ++output) scores[output] += value * at[output];
  }
}

// scores[row_count]; offsets start at the tile's first row
static inline void scores_of_sparse_tile(const std::uint32_t* offsets, const std::uint32_t* indices,
                                         const float* values, std::int32_t row_count, const double* coefficients,
                                         double intercept, double* scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const std::uint32_t begin = offsets[row];
    scores[row] = dot_sparse(indices + begin, values + begin, offsets[row + 1] - begin, coefficients) + intercept;
  }
}

// sums[indices] += factors[row_count] · the rows' values, row after row
static inline void add_rows_sparse(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                   std::int32_t row_count, const double* factors, double* sums) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const double factor = factors[row];
    for (std::uint32_t entry = offsets[row]; entry < offsets[row + 1]; ++entry) {
      sums[indices[entry]] += factor * static_cast<double>(values[entry]);
    }
  }
}
