// Gradients and hessians as integers of their steps, rounded up or down at random so that their means stay, packed
// with their rows as trees take them (native/trees/grow/gradients.h, RowEntry). Zhang et al., "Quantized Training of
// Gradient Boosting Decision Trees", NeurIPS 2022. Reference: src/engine/reference/round_gradients.ts.
//
// Rows first_row … first_row + row_count, first_row a multiple of 128; gradients and hessians f32[row_count], hessians
// null where all are 1. Of each row, with u and v uniform in (0, 1):
//   entries[r] = row | (floor(gradient · gradient_scale + u) & 0xffff) << 32 | floor(hessian · hessian_scale + v) << 48
// Where one of the products exceeds its limit, gradient and hessian of the entry are 0 (a hessian that all rows share
// stays 1). Returns how many were so.
//
// Random numbers are Philox4x32-10's, of the counters (block, 0, index low, index high): row r has word r / 32 mod 4 of
// block r / 128 · 32 + r mod 32, u of its lower half, v of its upper. So 32 blocks serve 128 rows without a shuffle.

static constexpr std::int32_t kPhiloxBlocks = 32;  // loops of 16 are unrolled before they can be vectorised
static constexpr std::int32_t kPhiloxRows = 4 * kPhiloxBlocks;

struct PhiloxTile {
  std::uint32_t words[4][kPhiloxBlocks];
};

static inline void philox_tile(std::uint32_t first_block, std::uint64_t index, std::uint32_t key0, std::uint32_t key1,
                               PhiloxTile& tile) {
  std::uint32_t c0[kPhiloxBlocks], c1[kPhiloxBlocks], c2[kPhiloxBlocks], c3[kPhiloxBlocks];
  for (std::int32_t l = 0; l < kPhiloxBlocks; ++l) {
    c0[l] = first_block + static_cast<std::uint32_t>(l);
    c1[l] = 0;
    c2[l] = static_cast<std::uint32_t>(index);
    c3[l] = static_cast<std::uint32_t>(index >> 32);
  }
  for (int round = 0; round < 10; ++round) {
    for (std::int32_t l = 0; l < kPhiloxBlocks; ++l) {
      const std::uint64_t product0 = std::uint64_t{0xd2511f53} * c0[l];
      const std::uint64_t product1 = std::uint64_t{0xcd9e8d57} * c2[l];
      c0[l] = static_cast<std::uint32_t>(product1 >> 32) ^ c1[l] ^ key0;
      c1[l] = static_cast<std::uint32_t>(product1);
      c2[l] = static_cast<std::uint32_t>(product0 >> 32) ^ c3[l] ^ key1;
      c3[l] = static_cast<std::uint32_t>(product0);
    }
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  for (std::int32_t l = 0; l < kPhiloxBlocks; ++l) {
    tile.words[0][l] = c0[l];
    tile.words[1][l] = c1[l];
    tile.words[2][l] = c2[l];
    tile.words[3][l] = c3[l];
  }
}

// floor(value), |value| < 2^31: truncation rounds negative values up.
static inline std::int32_t floor_of(float value) {
  const std::int32_t whole = static_cast<std::int32_t>(value);
  return whole - (value < static_cast<float>(whole) ? 1 : 0);
}

// 16 random bits as a number in the middle of its 65,536th of (0, 1).
static inline float fraction_of(std::uint32_t bits) {
  return (static_cast<float>(static_cast<std::int32_t>(bits)) + 0.5f) * 0x1p-16f;
}

static std::int32_t round_gradients(const float* gradients, const float* hessians, std::int32_t row_count,
                                    std::uint32_t first_row, float gradient_scale, float hessian_scale,
                                    std::int32_t gradient_limit, std::int32_t hessian_limit, std::uint32_t key0,
                                    std::uint32_t key1, std::uint64_t index, std::uint64_t* __restrict entries) {
  const float most_gradient = static_cast<float>(gradient_limit);
  const float most_hessian = static_cast<float>(hessian_limit);
  std::int32_t beyond = 0;
  PhiloxTile tile;
  for (std::int32_t begin = 0; begin < row_count; begin += kPhiloxRows) {
    const std::int32_t count = row_count - begin < kPhiloxRows ? row_count - begin : kPhiloxRows;
    const std::uint32_t first = first_row + static_cast<std::uint32_t>(begin);
    philox_tile(first / kPhiloxRows * kPhiloxBlocks, index, key0, key1, tile);
    const std::uint32_t* words = &tile.words[0][0];
    std::int32_t whole_gradients[kPhiloxRows], whole_hessians[kPhiloxRows], outside[kPhiloxRows];
    for (std::int32_t row = 0; row < count; ++row) {
      const float scaled = gradients[begin + row] * gradient_scale;
      const bool inside = (scaled < 0.0f ? -scaled : scaled) <= most_gradient;
      outside[row] = inside ? 0 : 1;
      const std::int32_t whole = floor_of((inside ? scaled : 0.0f) + fraction_of(words[row] & 0xffff));
      // The sum may round up to the next integer.
      whole_gradients[row] = whole > gradient_limit ? gradient_limit : whole;
    }
    for (std::int32_t row = 0; row < count; ++row) {
      const float scaled = hessians ? hessians[begin + row] * hessian_scale : 1.0f;
      const bool inside = (scaled < 0.0f ? -scaled : scaled) <= most_hessian;  // none is negative
      outside[row] |= inside ? 0 : 1;
      const float shift = hessians ? fraction_of(words[row] >> 16) : 0.0f;
      const std::int32_t whole = floor_of((inside ? scaled : 0.0f) + shift);
      whole_hessians[row] = whole > hessian_limit ? hessian_limit : whole;
    }
    for (std::int32_t row = 0; row < count; ++row) {
      const std::uint32_t keep = static_cast<std::uint32_t>(outside[row]) - 1;  // all bits, or none
      const std::uint32_t whole = static_cast<std::uint32_t>(whole_hessians[row]) & (hessians ? keep : 1);
      const std::uint32_t pair = (static_cast<std::uint32_t>(whole_gradients[row]) & keep & 0xffff) | whole << 16;
      entries[begin + row] = std::uint64_t{pair} << 32 | (first + static_cast<std::uint32_t>(row));
      beyond += outside[row];
    }
  }
  return beyond;
}
