// What kernel bodies share. Included inside the namespace of one instruction set (see kernels.cpp).

// The sum of lanes[kLanes], in the order every kernel uses: halves are added until one value is left.
static inline double fold_lanes(const double* lanes) {
  double half[kLanes / 2];
  for (int l = 0; l < kLanes / 2; ++l) half[l] = lanes[l] + lanes[l + kLanes / 2];
  for (int width = kLanes / 4; width > 0; width /= 2) {
    for (int l = 0; l < width; ++l) half[l] += half[l + width];
  }
  return half[0];
}

// row[stride] · weights[stride]
static inline double dot_dense(const float* row, const double* weights, std::int32_t stride) {
  double lanes[kLanes] = {};
  for (std::int32_t column = 0; column < stride; column += kLanes) {
    for (int l = 0; l < kLanes; ++l) lanes[l] += static_cast<double>(row[column + l]) * weights[column + l];
  }
  return fold_lanes(lanes);
}

// sums[stride] += factors[row_count] · values[row_count][stride], row after row. Four rows share one pass over the
// sums: they are loaded and stored a quarter as often, and added in the same order.
static inline void add_rows_dense(const float* values, std::int32_t row_count, std::int32_t stride,
                                  const double* factors, double* __restrict sums) {
  std::int32_t row = 0;
  for (; row + 4 <= row_count; row += 4) {
    const float* at = values + static_cast<std::size_t>(row) * stride;
    const float* r0 = at;
    const float* r1 = at + stride;
    const float* r2 = at + 2 * static_cast<std::size_t>(stride);
    const float* r3 = at + 3 * static_cast<std::size_t>(stride);
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

// Rows that kernels handle at a time: small enough for the stack and the first cache, a multiple of kLanes so that
// row r adds to lane r mod kLanes whatever the tile.
static constexpr std::int32_t kTileRows = 64;
