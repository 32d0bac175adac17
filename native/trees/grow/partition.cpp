#include "trees/grow/partition.h"

#include <algorithm>

#include "simd/kernels.h"

namespace millrace::trees {

RowSides::RowSides(const BinnedMatrix& matrix, const Split& split)
    : matrix_(matrix),
      split_(split),
      place_(matrix.places[split.feature]),
      bin_count_(matrix.bins[split.feature].bin_count) {
  const bool is_shared = place_.store != FeaturePlace::Store::sparse && place_.implicit_bin >= 0;
  const bool is_narrow = place_.store == FeaturePlace::Store::narrow;
  const std::uint32_t stored = is_narrow ? kNarrowBins : is_shared ? kMostBins : bin_count_;
  const bool implicit = is_shared && bin_goes_left(static_cast<std::uint32_t>(place_.implicit_bin));
  table_.assign(stored, implicit ? 1 : 0);
  for (std::uint32_t bin = 0; bin < bin_count_ && place_.first + bin < stored; ++bin) {
    table_[place_.first + bin] = bin_goes_left(bin) ? 1 : 0;
  }
}

bool RowSides::bin_goes_left(std::uint32_t bin) const {
  if (bin == kMissingBin) return split_.missing_left;
  if (!split_.is_categorical) return bin <= split_.threshold_bin;
  return std::binary_search(split_.left_bins.begin(), split_.left_bins.end(), bin);
}

bool RowSides::goes_left(std::uint32_t row) const { return bin_goes_left(matrix_.bin_of(split_.feature, row)); }

template <typename Body>
void RowSides::for_sides(const NodeRows& of, const Body& body) const {
  const RowEntry* entries = of.entries;
  const auto rows = static_cast<std::size_t>(matrix_.row_count);
  switch (place_.store) {
    case FeaturePlace::Store::narrow: {
      const std::uint8_t* column = matrix_.narrow_columns.data() + place_.column * rows;
      for (std::int64_t i = 0; i < of.count; ++i) body(i, table_[column[entries[i].row]] != 0);
      return;
    }
    case FeaturePlace::Store::wide: {
      const std::uint16_t* column = matrix_.wide_columns.data() + place_.column * rows;
      for (std::int64_t i = 0; i < of.count; ++i) body(i, table_[column[entries[i].row]] != 0);
      return;
    }
    case FeaturePlace::Store::sparse: {
      const std::uint32_t* at = matrix_.sparse_rows.data() + matrix_.sparse_column_offsets[place_.column];
      const std::uint32_t* end = matrix_.sparse_rows.data() + matrix_.sparse_column_offsets[place_.column + 1];
      const bool implicit = table_[static_cast<std::size_t>(place_.implicit_bin)] != 0;
      if (of.count > 0) at = std::lower_bound(at, end, entries[0].row);
      // The column's rows are searched where they are many for the node's, walked where they are not.
      const bool is_dense = end - at > 8 * of.count;
      for (std::int64_t i = 0; i < of.count; ++i) {
        const std::uint32_t row = entries[i].row;
        if (is_dense) {
          at = std::lower_bound(at, end, row);
        } else {
          while (at != end && *at < row) ++at;
        }
        const bool is_stored = at != end && *at == row;
        body(i, is_stored ? table_[matrix_.sparse_bins[static_cast<std::size_t>(at - matrix_.sparse_rows.data())]] != 0
                          : implicit);
      }
      return;
    }
  }
}

std::int64_t RowSides::count_left(const NodeRows& rows) const {
  std::int64_t left = 0;
  for_sides(rows, [&](std::int64_t, bool is_left) { left += is_left; });
  return left;
}

std::int64_t RowSides::part_narrow(const NodeRows& rows, bool from_back, RowEntry* left, RowEntry* right) const {
  const std::uint8_t* column =
      matrix_.narrow_columns.data() + place_.column * static_cast<std::size_t>(matrix_.row_count);
  const bool is_scattered =
      rows.count > 0 && (rows.entries[rows.count - 1].row - rows.entries[0].row) / 16 > rows.count;
  return kernels().partition_rows(reinterpret_cast<const std::uint64_t*>(rows.entries), rows.count, column,
                                  table_.data(), is_scattered, from_back, reinterpret_cast<std::uint64_t*>(left),
                                  reinterpret_cast<std::uint64_t*>(right));
}

std::int64_t RowSides::part(const NodeRows& rows, RowEntry* left, RowEntry* right) const {
  if (place_.store == FeaturePlace::Store::narrow) return part_narrow(rows, false, left, right);
  const RowEntry* const begin = left;
  for_sides(rows, [&](std::int64_t i, bool is_left) { *(is_left ? left : right)++ = rows.entries[i]; });
  return left - begin;
}

std::int64_t RowSides::part_from_back(const NodeRows& rows, RowEntry* left, RowEntry* right) const {
  if (place_.store == FeaturePlace::Store::narrow) return part_narrow(rows, true, left, right);
  const std::int64_t left_count = count_left(rows);
  return part(rows, left - left_count, right - (rows.count - left_count));
}

}  // namespace millrace::trees
