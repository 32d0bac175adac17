// Parts the rows of a node by a u8 column, each side in the order they came: entries whose goes_left[column[row]] is 1
// to left[left_count], the others to right[row_count - left_count]. The left count is known from the histogram, so
// both sides are written in place. Reference: src/engine/reference/partition_rows.ts.
//
// Where the rows lie far apart, `is_scattered`, their values are fetched ahead.

static void partition_rows(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                           const std::uint8_t* goes_left, bool is_scattered, std::int64_t left_count,
                           std::uint64_t* left, std::uint64_t* right) {
  constexpr std::int64_t kAhead = 32;
  const std::int64_t right_count = row_count - left_count;
  std::int64_t to_left = 0, to_right = 0, i = 0;
#ifdef __AVX512F__
  for (; i + 8 <= row_count; i += 8) {
    if (is_scattered && i + kAhead + 8 <= row_count) {
      for (int k = 0; k < 8; ++k) fetch(column + static_cast<std::uint32_t>(entries[i + kAhead + k]));
    }
    unsigned mask = 0;
    for (int k = 0; k < 8; ++k) {
      mask |= static_cast<unsigned>(goes_left[column[static_cast<std::uint32_t>(entries[i + k])]]) << k;
    }
    const __m512i eight = _mm512_loadu_si512(entries + i);
    const auto lefts = static_cast<__mmask8>(mask);
    const int count = __builtin_popcount(mask);
    // Stores end where the rows do: beyond may be another node's rows.
    _mm512_mask_storeu_epi64(left + to_left, static_cast<__mmask8>((1u << count) - 1),
                             _mm512_maskz_compress_epi64(lefts, eight));
    _mm512_mask_storeu_epi64(right + to_right, static_cast<__mmask8>((1u << (8 - count)) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(~lefts), eight));
    to_left += count;
    to_right += 8 - count;
  }
#else
  // Branch-free: every entry is written to both sides, and the side that it does not belong to is written again.
  for (; i < row_count && to_left < left_count && to_right < right_count; ++i) {
    if (is_scattered) {
      const std::int64_t ahead = i + kAhead < row_count ? i + kAhead : row_count - 1;
      fetch(column + static_cast<std::uint32_t>(entries[ahead]));
    }
    const std::uint64_t entry = entries[i];
    const std::int64_t is_left = goes_left[column[static_cast<std::uint32_t>(entry)]];
    left[to_left] = entry;
    right[to_right] = entry;
    to_left += is_left;
    to_right += 1 - is_left;
  }
#endif
  for (; i < row_count; ++i) {
    if (to_left < left_count && goes_left[column[static_cast<std::uint32_t>(entries[i])]]) {
      left[to_left++] = entries[i];
    } else if (to_right < right_count) {
      right[to_right++] = entries[i];
    }
  }
}
