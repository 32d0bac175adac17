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
void RowSides::for_sides(const RowEntry* entries, std::int64_t count, const Body& body) const {
  const auto rows = static_cast<std::size_t>(matrix_.row_count);
  switch (place_.store) {
    case FeaturePlace::Store::narrow: {
      const std::uint8_t* column = matrix_.narrow_columns.data() + place_.column * rows;
      for (std::int64_t i = 0; i < count; ++i) body(entries[i], table_[column[entries[i].row]] != 0);
      return;
    }
    case FeaturePlace::Store::wide: {
      const std::uint16_t* column = matrix_.wide_columns.data() + place_.column * rows;
      for (std::int64_t i = 0; i < count; ++i) body(entries[i], table_[column[entries[i].row]] != 0);
      return;
    }
    case FeaturePlace::Store::sparse: {
      const std::uint32_t* at = matrix_.sparse_rows.data() + matrix_.sparse_column_offsets[place_.column];
      const std::uint32_t* end = matrix_.sparse_rows.data() + matrix_.sparse_column_offsets[place_.column + 1];
      const bool implicit = table_[static_cast<std::size_t>(place_.implicit_bin)] != 0;
      // The column's rows are searched where they are many for the node's, walked where they are not.
      const bool is_dense = end - at > 8 * count;
      for (std::int64_t i = 0; i < count; ++i) {
        const std::uint32_t row = entries[i].row;
        if (is_dense) {
          at = std::lower_bound(at, end, row);
        } else {
          while (at != end && *at < row) ++at;
        }
        const bool is_stored = at != end && *at == row;
        body(entries[i],
             is_stored ? table_[matrix_.sparse_bins[static_cast<std::size_t>(at - matrix_.sparse_rows.data())]] != 0
                       : implicit);
      }
      return;
    }
  }
}

std::int64_t RowSides::count_left(const RowEntry* entries, std::int64_t count) const {
  std::int64_t left = 0;
  for_sides(entries, count, [&](const RowEntry&, bool is_left) { left += is_left; });
  return left;
}

void RowSides::part(const RowEntry* entries, std::int64_t count, std::int64_t left_count, RowEntry* left,
                    RowEntry* right) const {
  if (place_.store != FeaturePlace::Store::narrow) {
    for_sides(entries, count, [&](const RowEntry& entry, bool is_left) { *(is_left ? left : right)++ = entry; });
    return;
  }
  const std::uint8_t* column =
      matrix_.narrow_columns.data() + place_.column * static_cast<std::size_t>(matrix_.row_count);
  const bool is_scattered = count > 0 && (entries[count - 1].row - entries[0].row) / 16 > count;
  kernels().partition_rows(reinterpret_cast<const std::uint64_t*>(entries), count, column, table_.data(), is_scattered,
                           left_count, reinterpret_cast<std::uint64_t*>(left), reinterpret_cast<std::uint64_t*>(right));
}

}  // namespace millrace::trees
