// Sparse features from their columns into the stores of the matrix.
#include <algorithm>

#include "trees/bins/bin_builder.h"

namespace millrace::trees {

namespace {

constexpr std::int64_t kStretchRows = 65'536;

// One column of the matrix, by rows and by columns.
template <typename T>
void fill_column(const SparseColumns& sparse, const std::vector<std::size_t>& features, const Bundle& bundle,
                 const std::vector<FeaturePlace>& places, std::size_t row_count, AlignedVector<T>& columns,
                 AlignedVector<T>& rows, std::size_t stride) {
  const FeaturePlace& place = places[features[bundle.features[0]]];
  T* column = columns.data() + place.column * row_count;
  if (place.implicit_bin < 0) std::fill_n(column, row_count, static_cast<T>(sparse.zero_bins[bundle.features[0]]));
  for (const std::uint32_t f : bundle.features) {
    const std::uint32_t first = places[features[f]].first;
    for (std::uint64_t i = sparse.offsets[f]; i < sparse.offsets[f + 1]; ++i) {
      column[sparse.rows[i]] = static_cast<T>(first + sparse.entry_bins[i]);
    }
  }
  for (std::size_t row = 0; row < row_count; ++row) rows[row * stride + place.column] = column[row];
}

}  // namespace

void store_sparse(SparseColumns sparse, const std::vector<std::size_t>& features, const std::vector<Bundle>& bundles,
                  BinnedMatrix& matrix, const RunContext& context) {
  const auto rows = static_cast<std::size_t>(matrix.row_count);
  const std::vector<FeaturePlace>& places = matrix.places;
  // Neighbouring columns share cache lines of the rows: a bundle at a time is as fast as the memory.
  for (const Bundle& bundle : bundles) {
    context.check();
    if (places[features[bundle.features[0]]].store == FeaturePlace::Store::narrow) {
      fill_column(sparse, features, bundle, places, rows, matrix.narrow_columns, matrix.narrow_rows,
                  matrix.narrow_stride);
    } else {
      fill_column(sparse, features, bundle, places, rows, matrix.wide_columns, matrix.wide_rows, matrix.wide_stride);
    }
  }

  // Features of the sparse store, in the order of their columns there. Those that no split can use share the last one.
  std::vector<std::uint32_t> kept;
  for (std::uint32_t f = 0; f < features.size(); ++f) {
    const bool is_used = matrix.bins[features[f]].bin_count >= 2;
    if (is_used && places[features[f]].store == FeaturePlace::Store::sparse) kept.push_back(f);
  }
  sparse.keep(kept);
  std::vector<std::size_t> histogram_begins;
  histogram_begins.reserve(kept.size());
  for (const std::uint32_t f : kept) histogram_begins.push_back(places[features[f]].histogram_begin);

  matrix.sparse_offsets.assign(rows + 1, 0);
  for (const std::uint32_t row : sparse.rows) ++matrix.sparse_offsets[row + 1];
  for (std::size_t row = 0; row < rows; ++row) matrix.sparse_offsets[row + 1] += matrix.sparse_offsets[row];
  matrix.sparse_entries.resize(sparse.rows.size());
  const auto stretches = static_cast<std::size_t>((matrix.row_count + kStretchRows - 1) / kStretchRows);
  parallel_for(context, stretches, [&](std::size_t s) {
    const std::size_t begin = s * kStretchRows, end = std::min(rows, begin + kStretchRows);
    std::vector<std::uint64_t> next(matrix.sparse_offsets.begin() + static_cast<std::ptrdiff_t>(begin),
                                    matrix.sparse_offsets.begin() + static_cast<std::ptrdiff_t>(end));
    for (std::size_t c = 0; c < kept.size(); ++c) {
      const auto* first = sparse.rows.data() + sparse.offsets[c];
      const auto* last = sparse.rows.data() + sparse.offsets[c + 1];
      for (const auto* at = std::lower_bound(first, last, begin); at != last && *at < end; ++at) {
        const std::uint16_t bin = sparse.entry_bins[static_cast<std::size_t>(at - sparse.rows.data())];
        matrix.sparse_entries[next[*at - begin]++] = static_cast<std::uint32_t>(histogram_begins[c] + bin);
      }
    }
  });
  matrix.sparse_column_offsets = std::move(sparse.offsets);
  matrix.sparse_column_offsets.resize(matrix.sparse_count + std::size_t{1}, sparse.rows.size());
  matrix.sparse_rows = std::move(sparse.rows);
  matrix.sparse_bins = std::move(sparse.entry_bins);
}

}  // namespace millrace::trees
