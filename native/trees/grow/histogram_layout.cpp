#include <algorithm>

#include "trees/grow/histogram.h"

namespace millrace::trees {

namespace {

// Rows whose sums fit: with k bits more than one row needs, 2^k rows do, and the count itself takes k + 1.
PackedBins pack(const QuantisedGradients& gradients) {
  const bool is_constant = gradients.constant_hessian && gradients.outliers.empty();
  const int gradient_bits = std::max(gradients.gradient_bits, 1);
  const int hessian_bits = is_constant ? 0 : std::max(gradients.hessian_bits, 1);
  const int fields = is_constant ? 2 : 3;
  // At most 65,536: a block is worked through well within the time in which a cancelled fit must end.
  const int more = std::min((63 - gradient_bits - hessian_bits) / fields, 16);
  const std::int32_t count_bits = more + 1;
  const std::int32_t hessian_shift = is_constant ? 0 : count_bits;
  return {count_bits + (is_constant ? 0 : hessian_bits + more), hessian_shift, std::int64_t{1} << more};
}

}  // namespace

HistogramLayout::HistogramLayout(const BinnedMatrix& matrix, const std::vector<std::uint32_t>& features,
                                 const QuantisedGradients& gradients)
    : matrix_(matrix), begins_(matrix.feature_count(), 0), packed_(pack(gradients)) {
  std::vector<char> narrow(matrix.narrow_count, 0), wide(matrix.wide_count, 0);
  for (const std::uint32_t feature : features) {
    const FeaturePlace& place = matrix.places[feature];
    switch (place.store) {
      case FeaturePlace::Store::narrow:
        narrow[place.column] = 1;
        break;
      case FeaturePlace::Store::wide:
        wide[place.column] = 1;
        break;
      case FeaturePlace::Store::sparse:
        uses_sparse_ = true;
        break;
    }
  }
  std::vector<std::size_t> narrow_begins(matrix.narrow_count, 0);
  for (std::uint32_t c = 0; c < matrix.narrow_count; ++c) {
    if (!narrow[c]) continue;
    narrow_begins[c] = narrow_.size() * kHistogramStride;
    narrow_.push_back(c);
  }
  is_first_narrow_ = !narrow_.empty() && narrow_.back() + 1 == narrow_.size();
  size_ = narrow_.size() * kHistogramStride;
  // Wide and sparse bins keep the matrix's order behind the narrow ones.
  sparse_shift_ = size_ - std::size_t{matrix.narrow_count} * kNarrowBins;
  for (std::uint32_t c = 0; c < matrix.wide_count; ++c) {
    if (!wide[c]) continue;
    wide_.push_back(c);
    wide_begins_.push_back(matrix.wide_begin[c] + sparse_shift_);
  }
  size_ += matrix.histogram_size - std::size_t{matrix.narrow_count} * kNarrowBins;
  for (const std::uint32_t feature : features) {
    const FeaturePlace& place = matrix.places[feature];
    const bool is_narrow = place.store == FeaturePlace::Store::narrow;
    begins_[feature] = is_narrow ? narrow_begins[place.column] + place.first : place.histogram_begin + sparse_shift_;
  }
}

void HistogramLayout::add_rows(const NodeRows& of, std::uint64_t* packed) const {
  static_assert(sizeof(RowEntry) == sizeof(std::uint64_t));
  const auto* words = reinterpret_cast<const std::uint64_t*>(of.entries);
  const std::int64_t row_count = of.count;
  const KernelTable& table = kernels();
  // Columns in tiles of like sizes, each small enough for the first cache.
  const std::size_t tiles = (narrow_.size() + kHistogramColumns - 1) / kHistogramColumns;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::size_t begin = narrow_.size() * tile / tiles, end = narrow_.size() * (tile + 1) / tiles;
    const std::uint8_t* rows = matrix_.narrow_rows.data() + (is_first_narrow_ ? begin : 0);
    table.build_histogram(rows, static_cast<std::int32_t>(matrix_.narrow_stride),
                          is_first_narrow_ ? nullptr : narrow_.data() + begin, static_cast<std::int32_t>(end - begin),
                          words, row_count, packed_, packed + begin * kHistogramStride);
  }
  if (!wide_.empty()) {
    table.build_histogram_wide(matrix_.wide_rows.data(), static_cast<std::int32_t>(matrix_.wide_stride), wide_.data(),
                               wide_begins_.data(), static_cast<std::int32_t>(wide_.size()), words, row_count, packed_,
                               packed);
  }
  if (!uses_sparse_) return;
  const std::uint64_t hessian_unit = packed_.hessian_shift == 0 ? 0 : std::uint64_t{1} << packed_.hessian_shift;
  for (std::int64_t i = 0; i < row_count; ++i) {
    const RowEntry& entry = of.entries[i];
    const std::uint64_t value = (static_cast<std::uint64_t>(std::int64_t{entry.gradient}) << packed_.gradient_shift) +
                                entry.hessian * hessian_unit + 1;
    const std::uint64_t end = matrix_.sparse_offsets[entry.row + 1];
    for (std::uint64_t at = matrix_.sparse_offsets[entry.row]; at < end; ++at) {
      packed[matrix_.sparse_entries[at] + sparse_shift_] += value;
    }
  }
}

template <typename Body>
void HistogramLayout::for_bins_of(std::uint32_t row, const Body& body) const {
  for (std::size_t at = 0; at < narrow_.size(); ++at) {
    body(at * kHistogramStride + matrix_.narrow_rows[std::size_t{row} * matrix_.narrow_stride + narrow_[at]]);
  }
  for (std::size_t at = 0; at < wide_.size(); ++at) {
    body(wide_begins_[at] + matrix_.wide_rows[std::size_t{row} * matrix_.wide_stride + wide_[at]]);
  }
  if (!uses_sparse_) return;
  for (std::uint64_t at = matrix_.sparse_offsets[row]; at < matrix_.sparse_offsets[row + 1]; ++at) {
    body(matrix_.sparse_entries[at] + sparse_shift_);
  }
}

void add_outliers(const HistogramLayout& layout, const NodeRows& rows, Histogram& wide) {
  for (std::int64_t i = 0; i < rows.outlier_count; ++i) {
    const WideEntry& outlier = rows.outliers[i];
    layout.for_bins_of(outlier.row, [&](std::size_t bin) {
      wide.gradients[bin] += outlier.gradient;
      wide.hessians[bin] += outlier.hessian;
    });
  }
}

}  // namespace millrace::trees
