// Sparse features that are never away from 0 in the same row can share a column (exclusive feature bundling; Ke et al.,
// NeurIPS 2017). Here none may overlap at all, so nothing is lost.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/bins/sparse_columns.h"

namespace millrace::trees {

struct Bundle {
  std::vector<std::uint32_t> features;
  std::uint32_t stored_values = 1;  // 0, and bin_count for each feature
  std::uint64_t entry_count = 0;
};

// Features side by side in columns of one byte (or two) a row, where that takes less than keeping what is not 0: full
// ones by themselves, others in bundles. What is in no bundle stays sparse.
std::vector<Bundle> bundle_exclusive(const SparseColumns& columns, std::int64_t row_count, const RunContext& context);

}  // namespace millrace::trees
