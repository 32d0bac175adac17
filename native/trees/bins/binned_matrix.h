// The rows that trees are grown on: each value as the number of its bin, in engine memory. Made by native/trees/bins,
// read by every grower.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/buffer.h"

namespace millrace::trees {

// Missing values, and categories that training never saw. Real bins begin at 1.
inline constexpr std::uint32_t kMissingBin = 0;

// Bins of a narrow column, bin 0 included: what a u8 can say. Narrow histograms have this fixed stride.
inline constexpr std::uint32_t kNarrowBins = 256;
inline constexpr std::uint32_t kMostBins = 65'536;

// How the values of one feature become bins. The model keeps what it needs of it as thresholds and category sets.
struct FeatureBins {
  enum class Kind : std::uint8_t { numeric, categorical };
  Kind kind = Kind::numeric;
  std::uint32_t bin_count = 1;  // bin 0 included
  bool has_missing = false;     // whether any training row is in bin 0
  // numeric, ascending, bin_count - 2 of them (none below two bins): bin b ≥ 1 holds the values v with
  // upper_bounds[b - 2] < v ≤ upper_bounds[b - 1]; the last bin has no upper bound, the first none below.
  std::vector<double> upper_bounds;
  // categorical: the bin of each category code; the rarest of very many categories share a bin.
  std::vector<std::uint32_t> bin_of_category;
};

// Where the bins of a feature are stored, and where its part of a node's histogram begins.
struct FeaturePlace {
  enum class Store : std::uint8_t { narrow, wide, sparse };
  Store store = Store::narrow;
  std::uint32_t column = 0;  // in its store
  // Stored value = first + bin. 0 but in a bundle, where exclusive features share a narrow or wide column; a stored 0
  // there says that all of them are in their implicit bin.
  std::uint32_t first = 0;
  // The bin of the rows of which nothing is stored (the zeros of sparse features), or -1 when every row's bin is.
  // Its histogram entry is the node's total less the feature's other entries.
  std::int32_t implicit_bin = -1;
  // Index of the feature's bin 0 in a node's histogram.
  std::size_t histogram_begin = 0;
};

struct BinnedMatrix {
  std::int64_t row_count = 0;
  std::vector<FeatureBins> bins;     // one a feature
  std::vector<FeaturePlace> places;  // one a feature
  // Entries of a node's histogram: narrow columns first, kNarrowBins each, then wide and sparse ones, bin_count each.
  std::size_t histogram_size = 0;

  // Columns of at most kNarrowBins bins, twice: rows for histograms, columns for partitions.
  // narrow_rows: u8[row_count][narrow_stride], row-major. The stride is narrow_count padded so that few rows straddle
  // a cache line (to 4, 8, 16, 32 or a multiple of 32); padding is 0.
  std::uint32_t narrow_count = 0;
  std::uint32_t narrow_stride = 0;
  AlignedVector<std::uint8_t> narrow_rows;
  AlignedVector<std::uint8_t> narrow_columns;  // u8[narrow_count][row_count]

  // Columns of more bins: the same with u16; wide_begin[c] is the histogram index of column c's stored 0.
  std::uint32_t wide_count = 0;
  std::uint32_t wide_stride = 0;
  std::vector<std::size_t> wide_begin;
  AlignedVector<std::uint16_t> wide_rows;     // u16[row_count][wide_stride]
  AlignedVector<std::uint16_t> wide_columns;  // u16[wide_count][row_count]

  // Sparse columns that no bundle took, by rows and by columns.
  // Row r has sparse_entries[sparse_offsets[r] … sparse_offsets[r + 1]): indices into a node's histogram, ascending.
  std::uint32_t sparse_count = 0;
  std::vector<std::uint64_t> sparse_offsets;
  std::vector<std::uint32_t> sparse_entries;
  // Column c has the rows sparse_rows[i], ascending, in the bins sparse_bins[i], for i from
  // sparse_column_offsets[c] up to sparse_column_offsets[c + 1].
  std::vector<std::uint64_t> sparse_column_offsets;
  std::vector<std::uint32_t> sparse_rows;
  std::vector<std::uint16_t> sparse_bins;

  std::size_t feature_count() const { return bins.size(); }
  std::int64_t byte_count() const;  // memory held

  // The bin of a row in a feature. For tests and rows outside the sample; hot loops read the stores.
  std::uint32_t bin_of(std::size_t feature, std::int64_t row) const;
};

// Fills `places`, strides and histogram_size, and sizes the stores, for features that share no column: narrow where
// bin_count allows, wide otherwise. Expects row_count and bins; set_bin fills in the values.
void place_dense(BinnedMatrix& matrix);

// Features that share a narrow or wide column, none of them alone: each with the bin that is not stored.
struct ColumnOfFeatures {
  std::vector<std::size_t> features;
  std::vector<std::uint32_t> implicit_bins;
};

// The same where sparse features share columns; those of a column by itself have all their bins stored. `rest` goes to
// the sparse store: features of one bin, which no split uses, to its last column, which has no entries.
void place_all(BinnedMatrix& matrix, const std::vector<std::size_t>& dense,
               const std::vector<ColumnOfFeatures>& columns, const ColumnOfFeatures& rest);

void set_bin(BinnedMatrix& matrix, std::size_t feature, std::int64_t row, std::uint32_t bin);

}  // namespace millrace::trees
