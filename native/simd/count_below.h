// How many of a few bounds are below a value. Included inside the namespace of one instruction set (see kernels.cpp).

// The number of the 16 bounds that are less than value; 0 for NaN.
static inline std::uint32_t count_below(const float* bounds, float value) {
#if defined(__AVX512F__)
  const __mmask16 below = _mm512_cmp_ps_mask(_mm512_loadu_ps(bounds), _mm512_set1_ps(value), _CMP_LT_OQ);
  return static_cast<std::uint32_t>(_mm_popcnt_u32(below));
#elif defined(__AVX2__)
  const __m256 all = _mm256_set1_ps(value);
  const int low = _mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(bounds), all, _CMP_LT_OQ));
  const int high = _mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(bounds + 8), all, _CMP_LT_OQ));
  return static_cast<std::uint32_t>(_mm_popcnt_u32(static_cast<unsigned>(low | high << 8)));
#else
  std::uint32_t at = bounds[7] < value ? 8 : 0;
  at += bounds[at + 3] < value ? 4 : 0;
  at += bounds[at + 1] < value ? 2 : 0;
  at += bounds[at] < value ? 1 : 0;
  return at + (bounds[at] < value ? 1 : 0);
#endif
}

static inline std::uint32_t count_below(const double* bounds, double value) {
#if defined(__AVX512F__)
  const __m512d all = _mm512_set1_pd(value);
  const unsigned low = _mm512_cmp_pd_mask(_mm512_loadu_pd(bounds), all, _CMP_LT_OQ);
  const unsigned high = _mm512_cmp_pd_mask(_mm512_loadu_pd(bounds + 8), all, _CMP_LT_OQ);
  return static_cast<std::uint32_t>(_mm_popcnt_u32(low | high << 8));
#elif defined(__AVX2__)
  const __m256d all = _mm256_set1_pd(value);
  unsigned below = 0;
  for (int i = 0; i < 4; ++i) {
    const int four = _mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(bounds + 4 * i), all, _CMP_LT_OQ));
    below |= static_cast<unsigned>(four) << 4 * i;
  }
  return static_cast<std::uint32_t>(_mm_popcnt_u32(below));
#else
  std::uint32_t at = bounds[7] < value ? 8 : 0;
  at += bounds[at + 3] < value ? 4 : 0;
  at += bounds[at + 1] < value ? 2 : 0;
  at += bounds[at] < value ? 1 : 0;
  return at + (bounds[at] < value ? 1 : 0);
#endif
}

// bins[i] = 0 where values[i] is NaN, else 1 + the number of bounds below it. bounds[272]: sixteen pivots (bounds 15,
// 31, …, 255), then 256 bounds ascending, the last of them infinite.
template <typename Number>
static inline void bin_sixteenths(const Number* values, std::int64_t count, const Number* bounds, std::uint8_t* bins) {
  for (std::int64_t i = 0; i < count; ++i) {
    const Number value = values[i];
    const std::uint32_t block = count_below(bounds, value);
    const std::uint32_t bin = 1 + 16 * block + count_below(bounds + 16 + 16 * block, value);
    bins[i] = static_cast<std::uint8_t>(value == value ? bin : 0);
  }
}
