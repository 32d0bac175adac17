// Features that are mostly 0, column by column: only what is not in the bin of 0 is kept.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "parallel/pool.h"
#include "trees/bins/bin_bounds.h"

namespace millrace::trees {

struct SparseColumns {
  std::vector<FeatureBins> bins;         // one a feature; of a single bin where a feature can't be split on
  std::vector<std::uint32_t> zero_bins;  // the bin of 0
  // Feature f has entries offsets[f] up to offsets[f + 1], rows ascending.
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint16_t> entry_bins;

  std::size_t feature_count() const { return bins.size(); }
  std::uint64_t entry_count(std::size_t feature) const { return offsets[feature + 1] - offsets[feature]; }
  // Lets go of features' entries that are stored elsewhere: only those of `kept`, ascending, stay.
  void keep(const std::vector<std::uint32_t>& kept);
};

// Bins made of the first training_rows rows of a CSR matrix, and all rows in them. Empties the matrix on the way. A
// feature with fewer values than a leaf may hold rows (min_samples_leaf) keeps nothing: no split on it is allowed.
SparseColumns bin_sparse(FeatureMatrix& matrix, std::int64_t training_rows, const BinOptions& options,
                         const RunContext& context);

}  // namespace millrace::trees
