// The bins of a node's rows in one feature, wherever the matrix stores them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trees/bins/binned_matrix.h"

namespace millrace::trees {

// Where narrow columns are read: the matrix's own, or a copy of a node's rows that fits the first cache.
struct NarrowColumns {
  const std::uint8_t* bins;  // [narrow_count][stride]
  std::size_t stride;
};

// Calls body(bin_at), where bin_at(i) is the bin of entries[i], i < count. `entries` have a `row` and are ascending in
// it. `scratch` holds the bins of sparse features.
template <typename Entry, typename Body>
void with_bins(const BinnedMatrix& matrix, NarrowColumns narrow, std::uint32_t feature, const Entry* entries,
               std::size_t count, std::vector<std::uint16_t>& scratch, Body&& body) {
  const FeaturePlace& place = matrix.places[feature];
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  const auto own = [&place, bin_count = matrix.bins[feature].bin_count](std::uint32_t stored) {
    const std::uint32_t bin = stored - place.first;
    return bin < bin_count ? bin : static_cast<std::uint32_t>(place.implicit_bin);
  };
  if (place.store == FeaturePlace::Store::narrow) {
    const std::uint8_t* column = narrow.bins + place.column * narrow.stride;
    if (place.implicit_bin < 0) {
      body([=](std::size_t i) -> std::uint32_t { return column[entries[i].row]; });
    } else {
      body([=](std::size_t i) -> std::uint32_t { return own(column[entries[i].row]); });
    }
  } else if (place.store == FeaturePlace::Store::wide) {
    const std::uint16_t* column = matrix.wide_columns.data() + place.column * rows;
    if (place.implicit_bin < 0) {
      body([=](std::size_t i) -> std::uint32_t { return column[entries[i].row]; });
    } else {
      body([=](std::size_t i) -> std::uint32_t { return own(column[entries[i].row]); });
    }
  } else {
    scratch.assign(count, static_cast<std::uint16_t>(place.implicit_bin));
    const std::uint64_t begin = matrix.sparse_column_offsets[place.column];
    const std::uint64_t end = matrix.sparse_column_offsets[place.column + 1];
    const Entry* at = entries;
    const Entry* const last = entries + count;
    const auto before = [](const Entry& entry, std::uint32_t row) { return entry.row < row; };
    if (end - begin < count) {
      for (std::uint64_t i = begin; i < end && at != last; ++i) {
        at = std::lower_bound(at, last, matrix.sparse_rows[i], before);
        if (at != last && at->row == matrix.sparse_rows[i])
          scratch[static_cast<std::size_t>(at - entries)] = matrix.sparse_bins[i];
      }
    } else {
      const std::uint32_t* stored = matrix.sparse_rows.data() + begin;
      const std::uint32_t* const stored_end = matrix.sparse_rows.data() + end;
      for (; at != last && stored != stored_end; ++at) {
        stored = std::lower_bound(stored, stored_end, at->row);
        if (stored != stored_end && *stored == at->row) {
          scratch[static_cast<std::size_t>(at - entries)] =
              matrix.sparse_bins[static_cast<std::size_t>(stored - matrix.sparse_rows.data())];
        }
      }
    }
    body([bins = scratch.data()](std::size_t i) -> std::uint32_t { return bins[i]; });
  }
}

}  // namespace millrace::trees
