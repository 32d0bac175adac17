// Binned matrices for tests: every distinct value of a column is a bin of its own.
#pragma once

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "trees/bins/binned_matrix.h"

namespace millrace::trees {

// columns[c][r]; NaN is missing. Bounds lie halfway between neighbouring values.
inline BinnedMatrix bin_exactly(const std::vector<std::vector<double>>& columns) {
  BinnedMatrix matrix;
  matrix.row_count = columns.empty() ? 0 : static_cast<std::int64_t>(columns[0].size());
  for (const auto& column : columns) {
    FeatureBins bins;
    std::set<double> distinct;
    for (const double value : column) {
      if (std::isnan(value)) {
        bins.has_missing = true;
      } else {
        distinct.insert(value);
      }
    }
    bins.bin_count = static_cast<std::uint32_t>(1 + distinct.size());
    for (auto at = distinct.begin(); at != distinct.end() && std::next(at) != distinct.end(); ++at) {
      bins.upper_bounds.push_back((*at + *std::next(at)) / 2);
    }
    matrix.bins.push_back(std::move(bins));
  }
  place_dense(matrix);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t r = 0; r < columns[c].size(); ++r) {
      if (std::isnan(columns[c][r])) continue;  // set_bin's columns begin as bin 0
      const auto& bounds = matrix.bins[c].upper_bounds;
      const auto at = std::lower_bound(bounds.begin(), bounds.end(), columns[c][r]);
      set_bin(matrix, c, static_cast<std::int64_t>(r), static_cast<std::uint32_t>(1 + (at - bounds.begin())));
    }
  }
  return matrix;
}

// columns[c][r] are the bins themselves, 0 missing; kinds tell which columns are categorical.
inline BinnedMatrix bins_given(const std::vector<std::vector<std::uint32_t>>& columns,
                               const std::vector<FeatureBins::Kind>& kinds) {
  BinnedMatrix matrix;
  matrix.row_count = columns.empty() ? 0 : static_cast<std::int64_t>(columns[0].size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    FeatureBins bins;
    bins.kind = kinds[c];
    std::uint32_t most = 0;
    for (const std::uint32_t bin : columns[c]) {
      most = std::max(most, bin);
      bins.has_missing = bins.has_missing || bin == kMissingBin;
    }
    bins.bin_count = most + 1;
    for (std::uint32_t bin = 1; bin <= most; ++bin) {
      if (bins.kind == FeatureBins::Kind::categorical) {
        bins.bin_of_category.push_back(bin);
      } else if (bin < most) {
        bins.upper_bounds.push_back(bin + 0.5);
      }
    }
    matrix.bins.push_back(std::move(bins));
  }
  place_dense(matrix);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t r = 0; r < columns[c].size(); ++r) set_bin(matrix, c, static_cast<std::int64_t>(r), columns[c][r]);
  }
  return matrix;
}

}  // namespace millrace::trees
