#include "trees/bins/binned_matrix.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/error.h"

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
  std::vector<std::size_t> dense(matrix.bins.size());
  std::iota(dense.begin(), dense.end(), std::size_t{0});
  place_all(matrix, dense, {}, {});
}

void place_all(BinnedMatrix& matrix, const std::vector<std::size_t>& dense,
               const std::vector<ColumnOfFeatures>& columns, const ColumnOfFeatures& rest) {
  std::vector<ColumnOfFeatures> all;
  all.reserve(dense.size() + columns.size());
  for (const std::size_t feature : dense) all.push_back({{feature}, {}});
  all.insert(all.end(), columns.begin(), columns.end());
  // A column's stored values: the bins of its only feature, or 0 and the bins of each of several.
  const auto stored_values = [&](const ColumnOfFeatures& column) {
    std::size_t count = column.features.size() > 1 ? 1 : 0;
    for (const std::size_t feature : column.features) count += matrix.bins[feature].bin_count;
    return count;
  };
  matrix.places.assign(matrix.bins.size(), {});
  matrix.narrow_count = matrix.wide_count = matrix.sparse_count = 0;
  matrix.wide_begin.clear();
  std::size_t end = 0;
  for (const auto store : {FeaturePlace::Store::narrow, FeaturePlace::Store::wide}) {
    const bool is_narrow = store == FeaturePlace::Store::narrow;
    for (const ColumnOfFeatures& column : all) {
      const std::size_t values = stored_values(column);
      if ((values <= kNarrowBins) != is_narrow) continue;
      const std::uint32_t number = is_narrow ? matrix.narrow_count++ : matrix.wide_count++;
      if (!is_narrow) matrix.wide_begin.push_back(end);
      std::uint32_t first = column.features.size() > 1 ? 1 : 0;
      for (std::size_t i = 0; i < column.features.size(); ++i) {
        FeaturePlace& place = matrix.places[column.features[i]];
        place = {store, number, first, -1, end + first};
        if (column.features.size() == 1) continue;
        place.implicit_bin = static_cast<std::int32_t>(column.implicit_bins[i]);
        first += matrix.bins[column.features[i]].bin_count;
      }
      end += is_narrow ? kNarrowBins : values;
    }
  }
  for (std::size_t i = 0; i < rest.features.size(); ++i) {
    const std::uint32_t bin_count = matrix.bins[rest.features[i]].bin_count;
    if (bin_count < 2) continue;
    const auto implicit = static_cast<std::int32_t>(rest.implicit_bins[i]);
    matrix.places[rest.features[i]] = {FeaturePlace::Store::sparse, matrix.sparse_count++, 0, implicit, end};
    end += bin_count;
  }
  bool has_empty = false;
  for (const std::size_t feature : rest.features) {
    if (matrix.bins[feature].bin_count >= 2) continue;
    matrix.places[feature] = {FeaturePlace::Store::sparse, matrix.sparse_count, 0, kMissingBin, end};
    has_empty = true;
  }
  if (has_empty) {
    ++matrix.sparse_count;
    ++end;
  }
  if (end > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("MEMORY_EXHAUSTED", "the features have more than 4,294,967,295 bins", "use fewer features or bins");
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
