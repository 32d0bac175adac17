// Histograms of nodes: exact integer sums of gradient, hessian and row count for every bin, packed while a node has few
// rows (simd/packed_bins.h), wide otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/buffer.h"
#include "parallel/pool.h"
#include "simd/kernels.h"
#include "trees/bins/binned_matrix.h"
#include "trees/grow/gradients.h"
#include "trees/grow/node_rows.h"
#include "trees/grow/split.h"

namespace millrace::trees {

// Where a tree's columns lie in its histograms: narrow columns that the tree uses first, kHistogramStride bins each,
// then all wide and sparse ones.
class HistogramLayout {
 public:
  HistogramLayout(const BinnedMatrix& matrix, const std::vector<std::uint32_t>& features,
                  const QuantisedGradients& gradients);

  // Index of a feature's bin 0.
  std::size_t begin_of(std::uint32_t feature) const { return begins_[feature]; }
  std::size_t size() const { return size_; }
  PackedBins packed() const { return packed_; }
  bool has_hessians() const { return packed_.hessian_shift != 0; }

  // Adds rows, without their outliers, to a packed histogram: at most packed().most_rows of them in all.
  void add_rows(const NodeRows& rows, std::uint64_t* packed) const;
  // Calls body(index in the histogram) for every bin of a row.
  template <typename Body>
  void for_bins_of(std::uint32_t row, const Body& body) const;

 private:
  const BinnedMatrix& matrix_;
  std::vector<std::size_t> begins_;         // by feature
  std::vector<std::uint32_t> narrow_;       // columns used
  bool is_first_narrow_ = false;            // narrow_ are the columns 0, 1, 2 …
  std::vector<std::uint32_t> wide_;         // columns used
  std::vector<std::uint64_t> wide_begins_;  // of them
  std::size_t sparse_shift_ = 0;            // from a matrix's index of a sparse bin to the histogram's, modulo 2^64
  bool uses_sparse_ = false;
  std::size_t size_ = 0;
  PackedBins packed_{};
};

// One node's, in memory of a pool; empty when there is none.
struct Histogram {
  AlignedVector<std::uint64_t> packed;    // [size], or
  AlignedVector<std::int64_t> gradients;  // [size]
  AlignedVector<std::int64_t> hessians;   // [size], or none where every hessian is 1
  AlignedVector<std::uint32_t> counts;    // [size]

  bool is_packed() const { return !packed.empty(); }
  bool empty() const { return packed.empty() && counts.empty(); }
};

// Histograms that are used again from node to node and tree to tree. Safe to call from any thread.
class HistogramPool {
 public:
  // Of the layout's size: packed ones hold anything, wide ones zeros.
  Histogram packed(const HistogramLayout& layout);
  Histogram wide(const HistogramLayout& layout);
  void give_back(Histogram&& histogram);
  // Whether so many bytes are in use that leaves should not keep theirs.
  bool is_full() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Histogram> packed_;
  std::vector<Histogram> wide_;
  std::size_t bytes_in_use_ = 0;
};

bool fits_packed(const HistogramLayout& layout, const NodeRows& rows);

// The histogram of rows, built on one thread. `scratch` is a packed histogram of zeros, left so.
Histogram build(const HistogramLayout& layout, const NodeRows& rows, HistogramPool& pool, Histogram& scratch,
                const RunContext& context);
// Adds rows to a wide histogram, outliers aside.
void add_to_wide(const HistogramLayout& layout, const NodeRows& rows, Histogram& scratch, Histogram& wide,
                 const RunContext& context);
void add_outliers(const HistogramLayout& layout, const NodeRows& rows, Histogram& wide);
// wide += other, both wide.
void merge(const Histogram& other, Histogram& wide);

// The parent's less the child's: the other child's, packed when it fits. Takes the parent's memory.
Histogram subtract(const HistogramLayout& layout, Histogram&& parent, const Histogram& child, bool as_packed,
                   HistogramPool& pool);

// Bins [begin, begin + count) as integers.
void read_bins(const HistogramLayout& layout, const Histogram& histogram, std::size_t begin, std::uint32_t count,
               BinSum* bins);

}  // namespace millrace::trees
