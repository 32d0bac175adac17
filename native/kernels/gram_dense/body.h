// The weighted Gram matrix of the columns of a dense block, values f32[row_count][stride]. Reference:
// src/engine/reference/gram_dense.ts.
//
// factors f64[row_count] or null (all 1), shift f64[stride] or null (all 0). With x = values - shift, adds
//   gram[stride][stride] += sum of factor x[i] x[j], for i and j of 16-column tiles on and above the diagonal
//   sums[stride] += sum of factor x, unless sums is null

static void gram_dense(const float* values, std::int32_t row_count, std::int32_t stride, const double* factors,
                       const double* shift, double* gram, double* sums) {
  double left[kTileRows][4];
  double ones[kTileRows];
  for (std::int32_t row = 0; row < kTileRows; ++row) ones[row] = 1.0;
  for (std::int32_t begin = 0; begin < row_count; begin += kTileRows) {
    const std::int32_t count = row_count - begin < kTileRows ? row_count - begin : kTileRows;
    const float* tile = values + static_cast<std::size_t>(begin) * stride;
    const double* tile_factors = factors ? factors + begin : ones;
    for (std::int32_t i = 0; i < stride; i += 4) {
      double tile_sums[4] = {};
      for (std::int32_t row = 0; row < count; ++row) {
        const float* at = tile + static_cast<std::size_t>(row) * stride + i;
        for (int c = 0; c < 4; ++c) {
          left[row][c] = tile_factors[row] * (static_cast<double>(at[c]) - (shift ? shift[i + c] : 0.0));
          tile_sums[c] += left[row][c];
        }
      }
      if (sums) {
        for (int c = 0; c < 4; ++c) sums[i + c] += tile_sums[c];
      }
      for (std::int32_t j = i / kLanes * kLanes; j < stride; j += kLanes) {
        gram_tile(tile + j, count, stride, left, shift ? shift + j : nullptr,
                  gram + static_cast<std::size_t>(i) * stride + j);
      }
    }
  }
}
