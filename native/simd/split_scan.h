// The best threshold of a numeric feature from its running sums. Included inside the namespace of one instruction set.

static constexpr int kScanLanes = 8;

// Gains of one side: soft(gradient)² / (hessian + l2).
static inline double side_gain(double gradient, double hessian, const SplitTerms& terms) {
  const double steps = gradient * terms.gradient_step;
  const double rest = (steps < 0 ? -steps : steps) - terms.l1;
  const double pull = rest > 0 ? rest : 0.0;
  const double divisor = hessian * terms.hessian_step + terms.l2;
  const double ratio = pull * pull / divisor;
  return divisor > 0 ? ratio : 0.0;
}

// What a scan carries from bin to bin: the best gain of each lane and the code of its split, -1 for none.
struct SplitLanes {
  double gain[kScanLanes];
  double code[kScanLanes];
};

// The real bins up to each bin go left; the sums of bin 0, `off`, are taken off unless missing values go left too.
#ifdef __AVX512F__
static inline __m512d side_gains(__m512d gradient, __m512d hessian_real, const SplitTerms& terms) {
  const __m512d steps = _mm512_abs_pd(_mm512_mul_pd(gradient, _mm512_set1_pd(terms.gradient_step)));
  const __m512d l1 = _mm512_set1_pd(terms.l1);
  const __m512d pull = _mm512_maskz_sub_pd(_mm512_cmp_pd_mask(steps, l1, _CMP_GT_OQ), steps, l1);
  const __m512d divisor = _mm512_add_pd(hessian_real, _mm512_set1_pd(terms.l2));
  const __mmask8 is_positive = _mm512_cmp_pd_mask(divisor, _mm512_setzero_pd(), _CMP_GT_OQ);
  return _mm512_maskz_div_pd(is_positive, _mm512_mul_pd(pull, pull), divisor);
}

template <bool kMissingLeft>
static inline void scan_lanes(const SplitScratch& sums, std::int32_t begin, const SplitTerms& terms, double missing,
                              const double (&off)[3], __m512d& best, __m512d& code) {
  const __m512d count = _mm512_loadu_pd(sums.counts + begin);
  const __m512d left_gradient = _mm512_sub_pd(_mm512_loadu_pd(sums.gradients + begin), _mm512_set1_pd(off[0]));
  const __m512d left_hessian = _mm512_sub_pd(_mm512_loadu_pd(sums.hessians + begin), _mm512_set1_pd(off[1]));
  const __m512d left_count = _mm512_sub_pd(count, _mm512_set1_pd(off[2]));
  const __m512d right_gradient = _mm512_sub_pd(_mm512_set1_pd(terms.gradient), left_gradient);
  const __m512d right_hessian = _mm512_sub_pd(_mm512_set1_pd(terms.hessian), left_hessian);
  const __m512d right_count = _mm512_sub_pd(_mm512_set1_pd(terms.count), left_count);
  const __m512d step = _mm512_set1_pd(terms.hessian_step);
  const __m512d left_real = _mm512_mul_pd(left_hessian, step), right_real = _mm512_mul_pd(right_hessian, step);
  const __m512d least_count = _mm512_set1_pd(terms.least_count), least = _mm512_set1_pd(terms.least_hessian);
  __mmask8 is_better = _mm512_cmp_pd_mask(count, _mm512_set1_pd(missing), _CMP_GT_OQ);
  is_better = _mm512_mask_cmp_pd_mask(is_better, count, _mm512_set1_pd(terms.count), _CMP_LT_OQ);
  is_better = _mm512_mask_cmp_pd_mask(is_better, left_count, least_count, _CMP_GE_OQ);
  is_better = _mm512_mask_cmp_pd_mask(is_better, right_count, least_count, _CMP_GE_OQ);
  is_better = _mm512_mask_cmp_pd_mask(is_better, left_real, least, _CMP_GE_OQ);
  is_better = _mm512_mask_cmp_pd_mask(is_better, right_real, least, _CMP_GE_OQ);
  if (is_better == 0) return;
  const __m512d both =
      _mm512_add_pd(side_gains(left_gradient, left_real, terms), side_gains(right_gradient, right_real, terms));
  const __m512d gain = _mm512_sub_pd(both, _mm512_set1_pd(terms.node_gain));
  is_better = _mm512_mask_cmp_pd_mask(is_better, gain, best, _CMP_GT_OQ);
  const __m512d lanes = _mm512_set_pd(14, 12, 10, 8, 6, 4, 2, 0);
  best = _mm512_mask_mov_pd(best, is_better, gain);
  code = _mm512_mask_add_pd(code, is_better, lanes, _mm512_set1_pd(2.0 * begin + (kMissingLeft ? 1 : 0)));
}

static inline void scan_bins(const SplitScratch& sums, std::int32_t bin_count, const SplitTerms& terms,
                             SplitLanes* lanes) {
  const double off[3] = {sums.gradients[0], sums.hessians[0], sums.counts[0]};
  const double none[3] = {0, 0, 0};
  __m512d best = _mm512_loadu_pd(lanes->gain), code = _mm512_loadu_pd(lanes->code);
  for (std::int32_t begin = 0; begin < bin_count; begin += kScanLanes) {
    scan_lanes<false>(sums, begin, terms, off[2], off, best, code);
    if (off[2] > 0) scan_lanes<true>(sums, begin, terms, off[2], none, best, code);
  }
  _mm512_storeu_pd(lanes->gain, best);
  _mm512_storeu_pd(lanes->code, code);
}
#else
template <bool kMissingLeft>
static inline void scan_lanes(const SplitScratch& sums, std::int32_t begin, const SplitTerms& terms, double missing,
                              const double (&off)[3], SplitLanes* lanes) {
  for (int l = 0; l < kScanLanes; ++l) {
    const std::int32_t bin = begin + l;
    const double count = sums.counts[bin];
    const double left_gradient = sums.gradients[bin] - off[0];
    const double left_hessian = sums.hessians[bin] - off[1];
    const double left_count = count - off[2];
    const double right_gradient = terms.gradient - left_gradient;
    const double right_hessian = terms.hessian - left_hessian;
    const double right_count = terms.count - left_count;
    const bool is_allowed = (count > missing) & (count < terms.count) & (left_count >= terms.least_count) &
                            (right_count >= terms.least_count) &
                            (left_hessian * terms.hessian_step >= terms.least_hessian) &
                            (right_hessian * terms.hessian_step >= terms.least_hessian);
    const double gain = side_gain(left_gradient, left_hessian, terms) +
                        side_gain(right_gradient, right_hessian, terms) - terms.node_gain;
    const bool is_better = is_allowed & (gain > lanes->gain[l]);
    lanes->gain[l] = is_better ? gain : lanes->gain[l];
    lanes->code[l] = is_better ? 2.0 * bin + (kMissingLeft ? 1 : 0) : lanes->code[l];
  }
}

static inline void scan_bins(const SplitScratch& sums, std::int32_t bin_count, const SplitTerms& terms,
                             SplitLanes* lanes) {
  const double off[3] = {sums.gradients[0], sums.hessians[0], sums.counts[0]};
  const double none[3] = {0, 0, 0};
  for (std::int32_t begin = 0; begin < bin_count; begin += kScanLanes) {
    scan_lanes<false>(sums, begin, terms, off[2], off, lanes);
    if (off[2] > 0) scan_lanes<true>(sums, begin, terms, off[2], none, lanes);
  }
}
#endif

// Running sums over bins 0 … b at index b, [bin_count] padded to whole lanes with the last. A threshold b sends the
// real bins up to b left; code 2 b with missing values on the right, 2 b + 1 with them on the left. Returns the code
// of the first best split that gains more than `floor`, and its gain, or -1. Thresholds with no real row on one side
// are none; real values against missing ones are, at the last bin.
static std::int32_t scan_splits(const SplitScratch& sums, std::int32_t bin_count, const SplitTerms& terms, double floor,
                                double* gain) {
  SplitLanes lanes;
  for (int l = 0; l < kScanLanes; ++l) {
    lanes.gain[l] = floor;
    lanes.code[l] = -1;
  }
  scan_bins(sums, bin_count, terms, &lanes);
  double most = floor, first = -1;
  for (int l = 0; l < kScanLanes; ++l) {
    if (lanes.code[l] >= 0 && (lanes.gain[l] > most || (lanes.gain[l] == most && lanes.code[l] < first))) {
      most = lanes.gain[l];
      first = lanes.code[l];
    }
  }
  const double missing_gradient = sums.gradients[0], missing_hessian = sums.hessians[0], missing = sums.counts[0];
  if (missing > 0) {
    const double real_gradient = terms.gradient - missing_gradient, real_hessian = terms.hessian - missing_hessian;
    const double found = side_gain(real_gradient, real_hessian, terms) +
                         side_gain(missing_gradient, missing_hessian, terms) - terms.node_gain;
    if (missing >= terms.least_count && terms.count - missing >= terms.least_count &&
        missing_hessian * terms.hessian_step >= terms.least_hessian &&
        real_hessian * terms.hessian_step >= terms.least_hessian && found > most) {
      most = found;
      first = 2.0 * (bin_count - 1);
    }
  }
  *gain = most;
  return static_cast<std::int32_t>(first);
}

// The last sums again up to whole lanes.
static inline void pad_sums(const SplitScratch& sums, std::int32_t bin_count) {
  for (std::int32_t bin = bin_count; bin % kScanLanes != 0; ++bin) {
    sums.gradients[bin] = sums.gradients[bin_count - 1];
    sums.hessians[bin] = sums.hessians[bin_count - 1];
    sums.counts[bin] = sums.counts[bin_count - 1];
  }
}
