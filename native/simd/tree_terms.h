// What the kernels of trees take: the layout of histograms, and what a search for a split knows of its node.
#pragma once

#include <cstdint>

namespace millrace {

// Columns that one histogram is built of at a time, and entries from one column's histogram to the next: 256 bins and
// a cache line, since at a power of two equal bins of all columns would share one set of the first cache.
inline constexpr std::int32_t kHistogramColumns = 32;
inline constexpr std::int32_t kHistogramStride = 264;

// Where gradient and hessian begin in a packed bin; the count begins at bit 0. hessian_shift is 0 where every row's
// hessian is 1: then there is none but the count. A packed histogram holds at most `most_rows` rows.
struct PackedBins {
  std::int32_t gradient_shift;
  std::int32_t hessian_shift;
  std::int64_t most_rows;
};

// What a search for a split knows of its node: sums in steps, and the rules. Gains are plain soft(g)² / (h + l2).
struct SplitTerms {
  double gradient, hessian, count;
  double gradient_step, hessian_step;
  double l1, l2;
  double least_count, least_hessian;  // of a side; the hessian real
  double node_gain;
};

// Room for running sums, each [bin_count] padded to kLanes.
struct SplitScratch {
  double* gradients;
  double* hessians;
  double* counts;
  std::uint64_t* packed;
};

}  // namespace millrace
