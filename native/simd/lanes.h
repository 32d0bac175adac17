// Sums in the order every kernel uses. Included inside the namespace of one instruction set (see kernels.cpp).

// The sum of lanes[kLanes]: halves are added until one value is left.
static inline double fold_lanes(const double* lanes) {
  double half[kLanes / 2];
  for (int l = 0; l < kLanes / 2; ++l) half[l] = lanes[l] + lanes[l + kLanes / 2];
  for (int width = kLanes / 4; width > 0; width /= 2) {
    for (int l = 0; l < width; ++l) half[l] += half[l + width];
  }
  return half[0];
}

// Row r of a tile adds to lane r mod kLanes; tiles are multiples of kLanes rows, so the lane depends on the block's
// row alone.
static inline void add_to_lanes(const double* tile, std::int32_t row_count, double* lanes) {
  for (std::int32_t row = 0; row < row_count; ++row) lanes[row % kLanes] += tile[row];
}
