// Adds packed bins to wide ones, and clears them for the next rows: gradients, hessians i64[size], counts u32[size].
// hessians is null where every row's is 1. Reference: src/engine/reference/widen_histogram.ts.

static void widen_histogram(std::uint64_t* packed, std::int64_t size, PackedBins at, std::int64_t* gradients,
                            std::int64_t* hessians, std::uint32_t* counts) {
  for (std::int64_t i = 0; i < size; ++i) {
    gradients[i] += gradient_of(packed[i], at);
    counts[i] += static_cast<std::uint32_t>(count_of(packed[i], at));
  }
  if (hessians) {
    for (std::int64_t i = 0; i < size; ++i) hessians[i] += hessian_of(packed[i], at);
  }
  for (std::int64_t i = 0; i < size; ++i) packed[i] = 0;
}
