// Products with dense rows. Included inside the namespace of one instruction set (see kernels.cpp).

// row[stride] · weights[stride]
static inline double dot_dense(const float* row, const double* weights, std::int32_t stride) {
  double lanes[kLanes] = {};
  for (std::int32_t column = 0; column < stride; column += kLanes) {
    for (int l = 0; l < kLanes; ++l) lanes[l] += static_cast<double>(row[column + l]) * weights[column + l];
  }
  return fold_lanes(lanes);
}

// scores[row_count] = values[row_count][stride] · coefficients[stride] + intercept
static inline void scores_of_dense_tile(const float* values, std::int32_t row_count, std::int32_t stride,
                                        const double* coefficients, double intercept, double* scores) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    scores[row] = dot_dense(values + static_cast<std::size_t>(row) * stride, coefficients, stride) + intercept;
  }
}

// sums[stride] += factors[row_count] · values[row_count][stride], row after row. Four rows share one pass over the
// sums: they are loaded and stored a quarter as often, and added in the same order.
static inline void add_rows_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                  const double* factors, double* __restrict sums) {
  std::int32_t row = 0;
  for (; row + 4 <= row_count; row += 4) {
    const float* r0 = values + static_cast<std::size_t>(row) * stride;
    const float* r1 = r0 + stride;
    const float* r2 = r1 + stride;
    const float* r3 = r2 + stride;
    const double f0 = factors[row], f1 = factors[row + 1], f2 = factors[row + 2], f3 = factors[row + 3];
    for (std::int32_t column = 0; column < stride; ++column) {
      double sum = sums[column];
      sum += f0 * static_cast<double>(r0[column]);
      sum += f1 * static_cast<double>(r1[column]);
      sum += f2 * static_cast<double>(r2[column]);
      sum += f3 * static_cast<double>(r3[column]);
      sums[column] = sum;
    }
  }
  for (; row < row_count; ++row) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    const double factor = factors[row];
    for (std::int32_t column = 0; column < stride; ++column) {
      sums[column] += factor * static_cast<double>(at[column]);
    }
  }
}
