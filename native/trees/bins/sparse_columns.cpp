#include "trees/bins/sparse_columns.h"

#include <algorithm>
#include <utility>

namespace millrace::trees {

namespace {

// Rows are dealt with in so many stretches; the result is the same for any number.
constexpr std::size_t kStretches = 16;

struct Stretch {
  std::int64_t begin, end;
  std::vector<std::uint32_t> counts;  // entries of each column; then where its next one goes, after those before it
};

// Stretches of the training rows, then of the others.
std::vector<Stretch> stretches_of(std::int64_t training_rows, std::int64_t row_count) {
  std::vector<Stretch> all;
  const auto split = [&](std::int64_t begin, std::int64_t end) {
    const auto count = static_cast<std::int64_t>(kStretches);
    const std::int64_t step = std::max<std::int64_t>(kBlockRows, (end - begin + count - 1) / count);
    for (; begin < end; begin += step) all.push_back({begin, std::min(end, begin + step), {}});
  };
  split(0, training_rows);
  split(training_rows, row_count);
  return all;
}

// Calls visit(row, column, value) for the stored values of rows [begin, end).
template <typename Visit>
void for_values(const FeatureMatrix& matrix, std::int64_t begin, std::int64_t end, Visit visit) {
  for (std::int64_t row = begin; row < end; ++row) {
    const CsrBlock& block = matrix.csr[static_cast<std::size_t>(row / kBlockRows)];
    const auto at = static_cast<std::size_t>(row % kBlockRows);
    for (std::uint32_t i = block.offsets[at]; i < block.offsets[at + 1]; ++i) {
      visit(static_cast<std::uint32_t>(row), block.indices[i], block.values[i]);
    }
  }
}

WeightedValues counted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  WeightedValues seen;
  for (const double value : values) {
    if (!seen.values.empty() && seen.values.back() == value) {
      ++seen.counts.back();
    } else {
      seen.values.push_back(value + 0.0);
      seen.counts.push_back(1);
    }
  }
  return seen;
}

}  // namespace

SparseColumns bin_sparse(FeatureMatrix& matrix, std::int64_t training_rows, const BinOptions& options,
                         const RunContext& context) {
  const auto columns = static_cast<std::size_t>(matrix.column_count);
  std::vector<Stretch> stretches = stretches_of(training_rows, matrix.row_count);
  parallel_for(context, stretches.size(), [&](std::size_t s) {
    Stretch& stretch = stretches[s];
    stretch.counts.resize(columns);
    for_values(matrix, stretch.begin, stretch.end,
               [&](std::uint32_t, std::uint32_t column, float) { ++stretch.counts[column]; });
  });

  SparseColumns out;
  out.bins.resize(columns);
  out.zero_bins.assign(columns, kMissingBin);
  out.offsets.assign(columns + 1, 0);
  std::vector<std::uint32_t> training_counts(columns);
  const std::int64_t least = std::max<std::int64_t>({1, options.min_samples_bin, options.min_samples_leaf});
  for (std::size_t column = 0; column < columns; ++column) {
    std::uint32_t all = 0;
    for (const Stretch& stretch : stretches) {
      all += stretch.counts[column];
      if (stretch.begin < training_rows) training_counts[column] += stretch.counts[column];
    }
    if (training_counts[column] < least) training_counts[column] = all = 0;
    out.offsets[column + 1] = out.offsets[column] + all;
    std::uint32_t before = 0;
    for (Stretch& stretch : stretches) {
      before += std::exchange(stretch.counts[column], before);
    }
  }

  // By columns: rows and values. Blocks go as soon as they are read.
  std::vector<float> values(out.offsets.back());
  out.rows.resize(out.offsets.back());
  parallel_for(context, stretches.size(), [&](std::size_t s) {
    Stretch& stretch = stretches[s];
    for (std::int64_t begin = stretch.begin; begin < stretch.end;) {
      const std::int64_t block_end = (begin / kBlockRows + 1) * kBlockRows;
      const std::int64_t end = std::min(stretch.end, block_end);
      for_values(matrix, begin, end, [&](std::uint32_t row, std::uint32_t column, float value) {
        if (training_counts[column] == 0) return;
        const std::uint64_t at = out.offsets[column] + stretch.counts[column]++;
        out.rows[at] = row;
        values[at] = value;
      });
      if (begin % kBlockRows == 0 && end == std::min(block_end, matrix.row_count)) {
        matrix.csr[static_cast<std::size_t>(begin / kBlockRows)] = {};
      }
      begin = end;
    }
  });
  matrix.csr.clear();
  matrix.row_count = 0;
  stretches.clear();

  out.entry_bins.resize(values.size());
  std::vector<std::uint32_t> stored(columns);
  BinOptions coarse = options;
  // A cut that leaves a few rows of a term aside is of no use to any leaf, and costs an entry of every histogram.
  coarse.min_samples_bin = std::max(options.min_samples_bin, options.min_samples_leaf / 2);
  parallel_for(context, columns, [&](std::size_t column) {
    const std::uint32_t count = training_counts[column];
    if (count == 0) return;
    const std::uint64_t begin = out.offsets[column], end = out.offsets[column + 1];
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(begin);
    FeatureBins bins =
        sparse_bins(counted({first, first + count}), training_rows - count, coarse, out.zero_bins[column]);
    if (bins.upper_bounds.empty()) return;
    // What is in the bin of 0 is left out: the others move up.
    std::uint64_t to = begin;
    for (std::uint64_t i = begin; i < end; ++i) {
      const std::uint32_t bin = bin_of_number(bins, values[i]);
      if (bin == out.zero_bins[column]) continue;
      out.rows[to] = out.rows[i];
      out.entry_bins[to++] = static_cast<std::uint16_t>(bin);
    }
    stored[column] = static_cast<std::uint32_t>(to - begin);
    out.bins[column] = std::move(bins);
  });
  std::uint64_t to = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::uint64_t begin = out.offsets[column];
    out.offsets[column] = to;
    if (to != begin) {
      std::copy_n(out.rows.begin() + static_cast<std::ptrdiff_t>(begin), stored[column],
                  out.rows.begin() + static_cast<std::ptrdiff_t>(to));
      std::copy_n(out.entry_bins.begin() + static_cast<std::ptrdiff_t>(begin), stored[column],
                  out.entry_bins.begin() + static_cast<std::ptrdiff_t>(to));
    }
    to += stored[column];
  }
  out.offsets[columns] = to;
  out.rows.resize(to);
  out.entry_bins.resize(to);
  return out;
}

void SparseColumns::keep(const std::vector<std::uint32_t>& kept) {
  std::uint64_t to = 0;
  std::vector<std::uint64_t> kept_offsets{0};
  for (const std::uint32_t feature : kept) {
    const auto begin = static_cast<std::ptrdiff_t>(offsets[feature]);
    const auto count = static_cast<std::ptrdiff_t>(entry_count(feature));
    if (static_cast<std::ptrdiff_t>(to) != begin) {
      std::copy_n(rows.begin() + begin, count, rows.begin() + static_cast<std::ptrdiff_t>(to));
      std::copy_n(entry_bins.begin() + begin, count, entry_bins.begin() + static_cast<std::ptrdiff_t>(to));
    }
    to += static_cast<std::uint64_t>(count);
    kept_offsets.push_back(to);
  }
  rows.resize(to);
  rows.shrink_to_fit();
  entry_bins.resize(to);
  entry_bins.shrink_to_fit();
  offsets = std::move(kept_offsets);
}

}  // namespace millrace::trees
