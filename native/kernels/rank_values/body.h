// ranks[row_count] = how many of the thresholds are below each value; missing_rank where it is NaN.
// thresholds[2^levels - 1] ascend, padded with Infinity. Reference: src/engine/reference/rank_values.ts.

static void rank_values(const double* values, std::int32_t row_count, const double* thresholds, std::int32_t levels,
                        std::uint32_t missing_rank, std::uint32_t* ranks) {
  std::int32_t row = 0;
#if defined(__AVX512F__)
  // Eight searches side by side. The first three of their steps look in one register.
  if (levels >= 3) {
    const __m512i seven = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 6);
    const long long wide = 1ll << (levels - 3);
    // Every 2^(levels - 3)-th threshold.
    const __m512i places =
        _mm512_sub_epi64(_mm512_mullo_epi64(_mm512_add_epi64(seven, _mm512_set1_epi64(1)), _mm512_set1_epi64(wide)),
                         _mm512_set1_epi64(1));
    const __m512d coarse = _mm512_i64gather_pd(places, thresholds, 8);
    for (; row + 8 <= row_count; row += 8) {
      const __m512d value = _mm512_loadu_pd(values + row);
      __m512i at = _mm512_setzero_si512();
      for (int half = 4; half > 0; half /= 2) {
        const __m512i probe = _mm512_add_epi64(at, _mm512_set1_epi64(half - 1));
        const __mmask8 above = _mm512_cmp_pd_mask(_mm512_permutexvar_pd(probe, coarse), value, _CMP_LT_OQ);
        at = _mm512_mask_add_epi64(at, above, at, _mm512_set1_epi64(half));
      }
      at = _mm512_sllv_epi64(at, _mm512_set1_epi64(levels - 3));
      for (long long half = wide / 2; half > 0; half /= 2) {
        const __m512i probe = _mm512_add_epi64(at, _mm512_set1_epi64(half - 1));
        const __mmask8 above = _mm512_cmp_pd_mask(_mm512_i64gather_pd(probe, thresholds, 8), value, _CMP_LT_OQ);
        at = _mm512_mask_add_epi64(at, above, at, _mm512_set1_epi64(half));
      }
      const __mmask8 missing = _mm512_cmp_pd_mask(value, value, _CMP_UNORD_Q);
      at = _mm512_mask_mov_epi64(at, missing, _mm512_set1_epi64(missing_rank));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(ranks + row), _mm512_cvtepi64_epi32(at));
    }
  }
#endif
  // Searches without branches, several at a time: none waits for another.
  constexpr std::int32_t together = 8;
  for (; row + together <= row_count; row += together) {
    std::uint32_t at[together] = {};
    for (std::uint32_t half = levels > 0 ? 1u << (levels - 1) : 0; half > 0; half /= 2) {
      for (std::int32_t i = 0; i < together; ++i) at[i] += thresholds[at[i] + half - 1] < values[row + i] ? half : 0;
    }
    for (std::int32_t i = 0; i < together; ++i) {
      ranks[row + i] = values[row + i] != values[row + i] ? missing_rank : at[i];
    }
  }
  for (; row < row_count; ++row) {
    std::uint32_t at = 0;
    for (std::uint32_t half = levels > 0 ? 1u << (levels - 1) : 0; half > 0; half /= 2) {
      at += thresholds[at + half - 1] < values[row] ? half : 0;
    }
    ranks[row] = values[row] != values[row] ? missing_rank : at;
  }
}
