// Parts rows by a u8 column, each side in the order they came: entries whose goes_left[column[row]] is 1 go left. Both
// sides are written in place and nothing beside them is, so that two threads may part one node's rows from both its
// ends: from the front, sides are filled from left[0] and right[0] up; `from_back`, from left[-1] and right[-1] down.
// Returns how many went left. Reference: src/engine/reference/partition_rows.ts.
//
// Where the rows lie far apart, `is_scattered`, their values are fetched ahead.

static std::int64_t part_from_front(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                                    const std::uint8_t* goes_left, bool is_scattered, std::uint64_t* left,
                                    std::uint64_t* right) {
  constexpr std::int64_t kAhead = 32;
  std::uint64_t* const begin = left;
  std::int64_t i = 0;
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
    const int count = __builtin_popcount(mask);
    _mm512_mask_storeu_epi64(left, static_cast<__mmask8>((1u << count) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(mask), eight));
    _mm512_mask_storeu_epi64(right, static_cast<__mmask8>((1u << (8 - count)) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(~mask), eight));
    left += count;
    right += 8 - count;
  }
#endif
  for (; i < row_count; ++i) {
    if (is_scattered) fetch(column + static_cast<std::uint32_t>(entries[i + kAhead < row_count ? i + kAhead : i]));
    const std::int64_t is_left = goes_left[column[static_cast<std::uint32_t>(entries[i])]];
    *(is_left != 0 ? left : right) = entries[i];
    left += is_left;
    right += 1 - is_left;
  }
  return left - begin;
}

static std::int64_t part_from_back(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                                   const std::uint8_t* goes_left, bool is_scattered, std::uint64_t* left,
                                   std::uint64_t* right) {
  constexpr std::int64_t kAhead = 32;
  std::uint64_t* const end = left;
  std::int64_t i = row_count;
#ifdef __AVX512F__
  for (; i >= 8; i -= 8) {
    if (is_scattered && i >= kAhead + 8) {
      for (int k = 1; k <= 8; ++k) fetch(column + static_cast<std::uint32_t>(entries[i - kAhead - k]));
    }
    unsigned mask = 0;
    for (int k = 0; k < 8; ++k) {
      mask |= static_cast<unsigned>(goes_left[column[static_cast<std::uint32_t>(entries[i - 8 + k])]]) << k;
    }
    const __m512i eight = _mm512_loadu_si512(entries + i - 8);
    const int count = __builtin_popcount(mask);
    left -= count;
    right -= 8 - count;
    _mm512_mask_storeu_epi64(left, static_cast<__mmask8>((1u << count) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(mask), eight));
    _mm512_mask_storeu_epi64(right, static_cast<__mmask8>((1u << (8 - count)) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(~mask), eight));
  }
#endif
  while (i-- > 0) {
    if (is_scattered) fetch(column + static_cast<std::uint32_t>(entries[i >= kAhead ? i - kAhead : i]));
    const std::int64_t is_left = goes_left[column[static_cast<std::uint32_t>(entries[i])]];
    left -= is_left;
    right -= 1 - is_left;
    *(is_left != 0 ? left : right) = entries[i];
  }
  return end - left;
}

static std::int64_t partition_rows(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                                   const std::uint8_t* goes_left, bool is_scattered, bool from_back,
                                   std::uint64_t* left, std::uint64_t* right) {
  const auto part = from_back ? part_from_back : part_from_front;
  return part(entries, row_count, column, goes_left, is_scattered, left, right);
}
