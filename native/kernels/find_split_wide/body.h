// The best threshold of a numeric feature from wide bins: gradients, hessians i64[bin_count], counts u32[bin_count];
// hessians is null where every row's is 1. Otherwise as find_split_packed. Reference:
// src/engine/reference/find_split_wide.ts.

static std::int32_t find_split_wide(const std::int64_t* gradients, const std::int64_t* hessians,
                                    const std::uint32_t* counts, std::int32_t bin_count, const SplitTerms* terms,
                                    double floor, SplitScratch sums, double* gain) {
  std::int64_t gradient = 0, hessian = 0, count = 0;
  for (std::int32_t bin = 0; bin < bin_count; ++bin) {
    gradient += gradients[bin];
    count += counts[bin];
    sums.gradients[bin] = static_cast<double>(gradient);
    sums.counts[bin] = static_cast<double>(count);
  }
  if (!hessians) {
    sums.hessians = sums.counts;
  } else {
    for (std::int32_t bin = 0; bin < bin_count; ++bin) {
      hessian += hessians[bin];
      sums.hessians[bin] = static_cast<double>(hessian);
    }
  }
  pad_sums(sums, bin_count);
  return scan_splits(sums, bin_count, *terms, floor, gain);
}
