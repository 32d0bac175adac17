// What a boosted tree is grown on: the rows of its sample, each with an integer gradient and hessian. Sums of integers
// are exact, so a histogram has the same bits whatever order it was summed in.
#pragma once

#include <cstdint>
#include <vector>

#include "core/buffer.h"

namespace millrace::trees {

// Moved as one 64-bit word when a node's rows are partitioned, so gradients stay in row order beside their rows.
struct RowEntry {
  std::uint32_t row;
  std::int16_t gradient;
  std::uint16_t hessian;
};

// A row whose gradient or hessian the entry is too narrow for: the entry holds 0 and 0, this the whole integers. Few
// rows (of outlier weights or targets) are, so one of them does not coarsen the steps of all others. Where the hessian
// is constant the entry's stays 1, and this one's is 0.
struct WideEntry {
  std::uint32_t row;
  std::int64_t gradient;
  std::int64_t hessian;
};

// The real gradient is gradient · gradient_step, the hessian hessian · hessian_step.
struct QuantisedGradients {
  AlignedVector<RowEntry> entries;  // the sample, rows ascending; growing reorders it
  std::vector<WideEntry> outliers;  // rows ascending
  double gradient_step = 1;
  double hessian_step = 1;
  int gradient_bits = 12;         // |entry.gradient| < 2^(gradient_bits - 1); at most 16
  int hessian_bits = 12;          // entry.hessian < 2^hessian_bits; at most 16
  bool constant_hessian = false;  // every entry's hessian is 1: a histogram needs gradients and counts alone
};

}  // namespace millrace::trees
