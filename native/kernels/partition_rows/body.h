// Parts rows by a u8 column, each side in the order they came: entries whose goes_left[column[row]] is 1 go left. Both
// sides are written in place and nothing beside them is, so that two threads may part one node's rows from both its
// ends: from the front, sides are filled from left[0] and right[0] up; `from_back`, from left[-1] and right[-1] down.
// Returns how many went left. Reference: src/engine/reference/partition_rows.ts.
//
// Where the rows lie far apart, `is_scattered`, their values are fetched ahead.

template <bool kFromBack>
static std::int64_t part_rows(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                              const std::uint8_t* goes_left, bool is_scattered, std::uint64_t* left,
                              std::uint64_t* right) {
  constexpr std::int64_t kAhead = 32;
  constexpr std::int64_t kToNext = kFromBack ? -kAhead : kAhead;
  std::int64_t done = 0, left_count = 0;
#ifdef __AVX512F__
  for (; done + 8 <= row_count; done += 8) {
    const std::uint64_t* const from = entries + (kFromBack ? row_count - done - 8 : done);
    if (is_scattered && done + kAhead + 8 <= row_count) {
      for (int k = 0; k < 8; ++k) fetch(column + static_cast<std::uint32_t>(from[kToNext + k]));
    }
    unsigned mask = 0;
    for (int k = 0; k < 8; ++k) {
      mask |= static_cast<unsigned>(goes_left[column[static_cast<std::uint32_t>(from[k])]]) << k;
    }
    const __m512i eight = _mm512_loadu_si512(from);
    const int count = __builtin_popcount(mask);
    if (kFromBack) left -= count, right -= 8 - count;
    _mm512_mask_storeu_epi64(left, static_cast<__mmask8>((1u << count) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(mask), eight));
    _mm512_mask_storeu_epi64(right, static_cast<__mmask8>((1u << (8 - count)) - 1),
                             _mm512_maskz_compress_epi64(static_cast<__mmask8>(~mask), eight));
    if (!kFromBack) left += count, right += 8 - count;
    left_count += count;
  }
#endif
  for (; done < row_count; ++done) {
    const std::uint64_t* const from = entries + (kFromBack ? row_count - done - 1 : done);
    if (is_scattered && done + kAhead < row_count) fetch(column + static_cast<std::uint32_t>(from[kToNext]));
    const std::int64_t is_left = goes_left[column[static_cast<std::uint32_t>(*from)]];
    if (kFromBack) left -= is_left, right -= 1 - is_left;
    *(is_left != 0 ? left : right) = *from;
    if (!kFromBack) left += is_left, right += 1 - is_left;
    left_count += is_left;
  }
  return left_count;
}

static std::int64_t partition_rows(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                                   const std::uint8_t* goes_left, bool is_scattered, bool from_back,
                                   std::uint64_t* left, std::uint64_t* right) {
  const auto part = from_back ? part_rows<true> : part_rows<false>;
  return part(entries, row_count, column, goes_left, is_scattered, left, right);
}
