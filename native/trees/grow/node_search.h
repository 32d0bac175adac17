// The best split of a node from its histogram: SIMD scans for numeric features, the plain search for all else.
#pragma once

#include <cstdint>
#include <vector>

#include "core/buffer.h"
#include "trees/grow/histogram.h"
#include "trees/grow/split.h"

namespace millrace::trees {

// One thread's, with its scratch.
class NodeSearch {
 public:
  NodeSearch(const BinnedMatrix& matrix, const HistogramLayout& layout, const GrowOptions& options,
             const QuantisedGradients& gradients);

  // Appends to `splittable` those of the features that a node below this one may be split by: of sparse ones few have
  // rows enough outside the implicit bin, and no child has more.
  Split find(const SplitNode& node, const Histogram& histogram, const std::vector<std::uint32_t>& features,
             std::vector<std::uint32_t>& splittable);

 private:
  bool can_split(std::uint32_t feature, const Histogram& histogram) const;
  void take(std::uint32_t feature, std::int32_t code, double gain, Split& best) const;
  const BinSum* bins_of(std::uint32_t feature, const Histogram& histogram, const BinSum& total);
  void scan_stored(std::uint32_t feature, const Histogram& histogram, Split& best);
  void scan(std::uint32_t feature, const BinSum* bins, Split& best);
  SplitScratch scratch();
  double floor(const Split& best) const { return best.found ? best.gain : search_.least_gain(); }

  const BinnedMatrix& matrix_;
  const HistogramLayout& layout_;
  SplitSearch search_;
  SplitTerms terms_{};
  std::vector<BinSum> bins_;
  AlignedVector<std::int64_t> gradients_, hessians_;
  AlignedVector<std::uint32_t> counts_;
  AlignedVector<double> sums_[3];
  AlignedVector<std::uint64_t> packed_;
};

}  // namespace millrace::trees
