// Register tiles of 4 x 16 sums, for matrix products. Included inside the namespace of one instruction set.

// gram[4][16] += sum over rows of left[row][4] (values[row][16] - shift[16]); rows of values and gram are stride apart.
static inline void gram_tile(const float* values, std::int32_t row_count, std::int32_t stride, const double (*left)[4],
                             const double* shift, double* gram) {
  double sums[4][kLanes] = {};
  double shifts[kLanes] = {};
  if (shift) {
    for (int l = 0; l < kLanes; ++l) shifts[l] = shift[l];
  }
  for (std::int32_t row = 0; row < row_count; ++row) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    double right[kLanes];
    for (int l = 0; l < kLanes; ++l) right[l] = static_cast<double>(at[l]) - shifts[l];
    for (int i = 0; i < 4; ++i) {
      for (int l = 0; l < kLanes; ++l) sums[i][l] += left[row][i] * right[l];
    }
  }
  for (int i = 0; i < 4; ++i) {
    for (int l = 0; l < kLanes; ++l) gram[static_cast<std::size_t>(i) * stride + l] += sums[i][l];
  }
}

// c[4][16] -= a[4][depth] · b[depth][16]
static inline void subtract_product_tile(const double* a, std::int32_t a_stride, const double* b, std::int32_t b_stride,
                                         std::int32_t depth, double* c, std::int32_t c_stride) {
  double sums[4][kLanes];
  for (int i = 0; i < 4; ++i) {
    for (int l = 0; l < kLanes; ++l) sums[i][l] = c[static_cast<std::size_t>(i) * c_stride + l];
  }
  for (std::int32_t k = 0; k < depth; ++k) {
    const double* right = b + static_cast<std::size_t>(k) * b_stride;
    for (int i = 0; i < 4; ++i) {
      const double left = a[static_cast<std::size_t>(i) * a_stride + k];
      for (int l = 0; l < kLanes; ++l) sums[i][l] -= left * right[l];
    }
  }
  for (int i = 0; i < 4; ++i) {
    for (int l = 0; l < kLanes; ++l) c[static_cast<std::size_t>(i) * c_stride + l] = sums[i][l];
  }
}
