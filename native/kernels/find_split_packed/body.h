// The best threshold of a numeric feature of a node of few rows: packed u64[bin_count], bin 0 missing. Returns twice
// the threshold bin, plus 1 when missing values go left, or -1 when no split gains more than floor. Reference:
// src/engine/reference/find_split_packed.ts.

static std::int32_t find_split_packed(const std::uint64_t* packed, std::int32_t bin_count, PackedBins at,
                                      const SplitTerms* terms, double floor, SplitScratch sums, double* gain) {
  std::uint64_t sum = 0;
  // Sums of the whole node fit the fields, so packed bins are summed as they are.
  for (std::int32_t bin = 0; bin < bin_count; ++bin) {
    sum += packed[bin];
    sums.packed[bin] = sum;
  }
  for (std::int32_t bin = bin_count; bin % kScanLanes != 0; ++bin) sums.packed[bin] = sum;
  for (std::int32_t begin = 0; begin < bin_count; begin += kScanLanes) {
    for (int l = 0; l < kScanLanes; ++l) {
      const std::uint64_t value = sums.packed[begin + l];
      sums.gradients[begin + l] = static_cast<double>(gradient_of(value, at));
      sums.counts[begin + l] = static_cast<double>(count_of(value, at));
    }
  }
  if (at.hessian_shift == 0) {
    sums.hessians = sums.counts;
  } else {
    for (std::int32_t begin = 0; begin < bin_count; begin += kScanLanes) {
      for (int l = 0; l < kScanLanes; ++l) {
        sums.hessians[begin + l] = static_cast<double>(hessian_of(sums.packed[begin + l], at));
      }
    }
  }
  return scan_splits(sums, bin_count, *terms, floor, gain);
}
