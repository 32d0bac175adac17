// c[rows][columns] -= a[rows][depth] · b[depth][columns], in f64: the update of a blocked Cholesky factorisation.
// Reference: src/engine/reference/subtract_product.ts. Row strides are in values; each sum runs over depth in order.

static void subtract_product(const double* a, std::int32_t a_stride, const double* b, std::int32_t b_stride,
                             std::int32_t rows, std::int32_t columns, std::int32_t depth, double* __restrict c,
                             std::int32_t c_stride) {
  std::int32_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const double* at = a + static_cast<std::size_t>(row) * a_stride;
    double* out = c + static_cast<std::size_t>(row) * c_stride;
    std::int32_t column = 0;
    for (; column + kLanes <= columns; column += kLanes) {
      subtract_product_tile(at, a_stride, b + column, b_stride, depth, out + column, c_stride);
    }
    for (; column < columns; ++column) {
      for (int i = 0; i < 4; ++i) {
        double sum = out[static_cast<std::size_t>(i) * c_stride + column];
        for (std::int32_t k = 0; k < depth; ++k)
          sum -= at[static_cast<std::size_t>(i) * a_stride + k] * b[static_cast<std::size_t>(k) * b_stride + column];
        out[static_cast<std::size_t>(i) * c_stride + column] = sum;
      }
    }
  }
  for (; row < rows; ++row) {
    const double* at = a + static_cast<std::size_t>(row) * a_stride;
    double* out = c + static_cast<std::size_t>(row) * c_stride;
    for (std::int32_t k = 0; k < depth; ++k) {
      for (std::int32_t column = 0; column < columns; ++column) {
        out[column] -= at[k] * b[static_cast<std::size_t>(k) * b_stride + column];
      }
    }
  }
}
