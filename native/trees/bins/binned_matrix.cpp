#include "trees/bins/binned_matrix.h"

#include <algorithm>

namespace millrace::trees {

namespace {

// Bytes of a row: a power of two up to half a cache line, then whole halves, so that few rows straddle two lines.
std::uint32_t padded(std::uint32_t count, std::uint32_t width) {
  const std::uint32_t bytes = count * width;
  for (const std::uint32_t size : {4u, 8u, 16u, 32u}) {
    if (bytes <= size) return size / width;
  }
  return (bytes + 31) / 32 * 32 / width;
}

}  // namespace

std::int64_t BinnedMatrix::byte_count() const {
  const std::size_t bytes = narrow_rows.size() + narrow_columns.size() + 2 * (wide_rows.size() + wide_columns.size()) +
                            8 * (sparse_offsets.size() + sparse_column_offsets.size()) +
                            4 * (sparse_entries.size() + sparse_rows.size()) + 2 * sparse_bins.size();
  return static_cast<std::int64_t>(bytes);
}

std::uint32_t BinnedMatrix::bin_of(std::size_t feature, std::int64_t row) const {
  const FeaturePlace& place = places[feature];
  const auto r = static_cast<std::size_t>(row);
  const auto rows = static_cast<std::size_t>(row_count);
  std::uint32_t stored = 0;
  switch (place.store) {
    case FeaturePlace::Store::narrow:
      stored = narrow_columns[place.column * rows + r];
      break;
    case FeaturePlace::Store::wide:
      stored = wide_columns[place.column * rows + r];
      break;
    case FeaturePlace::Store::sparse: {
      const auto* begin = sparse_rows.data() + sparse_column_offsets[place.column];
      const auto* end = sparse_rows.data() + sparse_column_offsets[place.column + 1];
      const auto* at = std::lower_bound(begin, end, static_cast<std::uint32_t>(row));
      if (at == end || *at != row) return static_cast<std::uint32_t>(place.implicit_bin);
      return sparse_bins[static_cast<std::size_t>(at - sparse_rows.data())];
    }
  }
  if (place.implicit_bin < 0) return stored;
  const bool is_own = stored >= place.first && stored < place.first + bins[feature].bin_count;
  return is_own ? stored - place.first : static_cast<std::uint32_t>(place.implicit_bin);
}

void place_dense(BinnedMatrix& matrix) {
  matrix.places.assign(matrix.bins.size(), {});
  matrix.narrow_count = matrix.wide_count = matrix.sparse_count = 0;
  for (std::size_t f = 0; f < matrix.bins.size(); ++f) {
    FeaturePlace& place = matrix.places[f];
    if (matrix.bins[f].bin_count > kNarrowBins) continue;
    place.column = matrix.narrow_count++;
    place.histogram_begin = std::size_t{place.column} * kNarrowBins;
  }
  std::size_t end = std::size_t{matrix.narrow_count} * kNarrowBins;
  matrix.wide_begin.clear();
  for (std::size_t f = 0; f < matrix.bins.size(); ++f) {
    FeaturePlace& place = matrix.places[f];
    if (matrix.bins[f].bin_count <= kNarrowBins) continue;
    place.store = FeaturePlace::Store::wide;
    place.column = matrix.wide_count++;
    place.histogram_begin = end;
    matrix.wide_begin.push_back(end);
    end += matrix.bins[f].bin_count;
  }
  matrix.histogram_size = end;
  matrix.narrow_stride = matrix.narrow_count == 0 ? 0 : padded(matrix.narrow_count, 1);
  matrix.wide_stride = matrix.wide_count == 0 ? 0 : padded(matrix.wide_count, 2);
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  matrix.narrow_rows.assign(rows * matrix.narrow_stride, 0);
  matrix.narrow_columns.assign(rows * matrix.narrow_count, 0);
  matrix.wide_rows.assign(rows * matrix.wide_stride, 0);
  matrix.wide_columns.assign(rows * matrix.wide_count, 0);
}

void set_bin(BinnedMatrix& matrix, std::size_t feature, std::int64_t row, std::uint32_t bin) {
  const FeaturePlace& place = matrix.places[feature];
  const auto r = static_cast<std::size_t>(row);
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  if (place.store == FeaturePlace::Store::narrow) {
    matrix.narrow_rows[r * matrix.narrow_stride + place.column] = static_cast<std::uint8_t>(bin);
    matrix.narrow_columns[place.column * rows + r] = static_cast<std::uint8_t>(bin);
  } else {
    matrix.wide_rows[r * matrix.wide_stride + place.column] = static_cast<std::uint16_t>(bin);
    matrix.wide_columns[place.column * rows + r] = static_cast<std::uint16_t>(bin);
  }
}

}  // namespace millrace::trees
