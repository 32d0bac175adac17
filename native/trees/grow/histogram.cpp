#include "trees/grow/histogram.h"

#include <algorithm>
#include <utility>

namespace millrace::trees {

namespace {

// Leaves keep their histograms, for the sibling's subtraction, up to so many bytes in all; beyond, a node whose
// histogram was dropped builds those of both children.
constexpr std::size_t kMostBytes = std::size_t{512} << 20;

std::size_t bytes_of(const Histogram& histogram) {
  return 8 * (histogram.packed.size() + histogram.gradients.size() + histogram.hessians.size()) +
         4 * histogram.counts.size();
}

}  // namespace

Histogram HistogramPool::packed(const HistogramLayout& layout) {
  Histogram histogram;
  {
    const std::lock_guard lock(mutex_);
    if (!packed_.empty()) {
      histogram = std::move(packed_.back());
      packed_.pop_back();
    }
    bytes_in_use_ += 8 * layout.size();
  }
  histogram.packed.resize(layout.size());
  return histogram;
}

Histogram HistogramPool::wide(const HistogramLayout& layout) {
  Histogram histogram;
  const std::size_t size = layout.size(), hessians = layout.has_hessians() ? size : 0;
  {
    const std::lock_guard lock(mutex_);
    if (!wide_.empty()) {
      histogram = std::move(wide_.back());
      wide_.pop_back();
    }
    bytes_in_use_ += 12 * size + 8 * hessians;
  }
  histogram.gradients.assign(size, 0);
  histogram.hessians.assign(hessians, 0);
  histogram.counts.assign(size, 0);
  return histogram;
}

void HistogramPool::give_back(Histogram&& histogram) {
  if (histogram.empty()) return;
  const std::lock_guard lock(mutex_);
  bytes_in_use_ -= bytes_of(histogram);
  (histogram.is_packed() ? packed_ : wide_).push_back(std::move(histogram));
}

bool HistogramPool::is_full() const {
  const std::lock_guard lock(mutex_);
  return bytes_in_use_ > kMostBytes;
}

bool fits_packed(const HistogramLayout& layout, const NodeRows& rows) {
  return rows.outlier_count == 0 && rows.count <= layout.packed().most_rows;
}

void add_to_wide(const HistogramLayout& layout, const NodeRows& rows, Histogram& scratch, Histogram& wide,
                 const RunContext& context) {
  std::int64_t* hessians = wide.hessians.empty() ? nullptr : wide.hessians.data();
  for (std::int64_t begin = 0; begin < rows.count;) {
    context.check();
    const std::int64_t count = std::min(layout.packed().most_rows, rows.count - begin);
    layout.add_rows(rows.part(begin, count), scratch.packed.data());
    kernels().widen_histogram(scratch.packed.data(), static_cast<std::int64_t>(layout.size()), layout.packed(),
                              wide.gradients.data(), hessians, wide.counts.data());
    begin += count;
  }
}

Histogram build(const HistogramLayout& layout, const NodeRows& rows, HistogramPool& pool, Histogram& scratch,
                const RunContext& context) {
  if (fits_packed(layout, rows)) {
    context.check();
    Histogram histogram = pool.packed(layout);
    std::fill(histogram.packed.begin(), histogram.packed.end(), 0);
    layout.add_rows(rows, histogram.packed.data());
    return histogram;
  }
  Histogram histogram = pool.wide(layout);
  add_to_wide(layout, rows, scratch, histogram, context);
  add_outliers(layout, rows, histogram);
  return histogram;
}

void merge(const Histogram& other, Histogram& wide) {
  for (std::size_t i = 0; i < wide.gradients.size(); ++i) wide.gradients[i] += other.gradients[i];
  for (std::size_t i = 0; i < wide.hessians.size(); ++i) wide.hessians[i] += other.hessians[i];
  for (std::size_t i = 0; i < wide.counts.size(); ++i) wide.counts[i] += other.counts[i];
}

Histogram subtract(const HistogramLayout& layout, Histogram&& parent, const Histogram& child, bool as_packed,
                   HistogramPool& pool) {
  const std::size_t size = layout.size();
  if (parent.is_packed()) {
    const std::uint64_t* of_child = child.packed.data();
    std::uint64_t* of_parent = parent.packed.data();
    for (std::size_t i = 0; i < size; ++i) of_parent[i] -= of_child[i];
    return std::move(parent);
  }
  const PackedBins at = layout.packed();
  const bool has_hessians = layout.has_hessians();
  if (!child.is_packed()) {
    for (std::size_t i = 0; i < size; ++i) parent.gradients[i] -= child.gradients[i];
    for (std::size_t i = 0; i < parent.hessians.size(); ++i) parent.hessians[i] -= child.hessians[i];
    for (std::size_t i = 0; i < size; ++i) parent.counts[i] -= child.counts[i];
  } else if (!as_packed) {
    const std::uint64_t* packed = child.packed.data();
    const std::uint64_t below = (std::uint64_t{1} << at.gradient_shift) - 1;
    const int count_bits = has_hessians ? at.hessian_shift : at.gradient_shift;
    const std::uint64_t counts = (std::uint64_t{1} << count_bits) - 1;
    for (std::size_t i = 0; i < size; ++i) {
      parent.gradients[i] -= static_cast<std::int64_t>(packed[i]) >> at.gradient_shift;
      parent.counts[i] -= static_cast<std::uint32_t>(packed[i] & counts);
      if (has_hessians) parent.hessians[i] -= static_cast<std::int64_t>((packed[i] & below) >> at.hessian_shift);
    }
  }
  if (!as_packed) return std::move(parent);
  // Packing is linear modulo 2^64, so packed bins may be subtracted as they are: no field of the result is negative.
  Histogram packed = pool.packed(layout);
  const bool is_taken_off = !child.is_packed();
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t hessian = has_hessians ? static_cast<std::uint64_t>(parent.hessians[i]) << at.hessian_shift : 0;
    packed.packed[i] = (static_cast<std::uint64_t>(parent.gradients[i]) << at.gradient_shift) + hessian +
                       parent.counts[i] - (is_taken_off ? 0 : child.packed[i]);
  }
  pool.give_back(std::move(parent));
  return packed;
}

void read_bins(const HistogramLayout& layout, const Histogram& histogram, std::size_t begin, std::uint32_t count,
               BinSum* bins) {
  const PackedBins at = layout.packed();
  if (histogram.is_packed()) {
    const int count_bits = at.hessian_shift == 0 ? at.gradient_shift : at.hessian_shift;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint64_t packed = histogram.packed[begin + i];
      bins[i].gradient = static_cast<std::int64_t>(packed) >> at.gradient_shift;
      bins[i].count = static_cast<std::int64_t>(packed & ((std::uint64_t{1} << count_bits) - 1));
      const std::uint64_t below = packed & ((std::uint64_t{1} << at.gradient_shift) - 1);
      bins[i].hessian = at.hessian_shift == 0 ? bins[i].count : static_cast<std::int64_t>(below >> at.hessian_shift);
    }
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    bins[i].gradient = histogram.gradients[begin + i];
    bins[i].count = histogram.counts[begin + i];
    bins[i].hessian = layout.has_hessians() ? histogram.hessians[begin + i] : bins[i].count;
  }
}

}  // namespace millrace::trees
