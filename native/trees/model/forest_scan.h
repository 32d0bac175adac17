// Lays a forest out for the kernel scan_trees, and rows as its planes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/buffer.h"
#include "trees/model/split_columns.h"
#include "trees/model/tree_scan.h"

namespace millrace::trees {

class ForestScan {
 public:
  // Null where the walk is the better form: trees of more than kScanLeaves leaves, categories beyond measure, or more
  // features to rank than the trees are worth.
  static std::unique_ptr<ForestScan> of(const Forest& forest, const SplitColumns& columns,
                                        const AlignedVector<double>& leaf_values);

  std::size_t plane_bytes() const { return plane_count_ * kScanRows; }
  std::size_t scratch_bytes() const { return kScanResults + slot_count_ * kScanRows; }

  // planes[plane_bytes()] of up to kScanRows rows, inputs[columns' inputs][row_count] by columns.
  void fill_planes(const double* const* inputs, std::size_t row_count, std::uint8_t* planes) const;

  // sums[output_count][kScanRows] += the leaf values of the trees [begin, end). scratch[scratch_bytes()] may hold
  // anything.
  void add(const std::uint8_t* planes, std::size_t row_count, std::size_t begin, std::size_t end, std::uint8_t* scratch,
           double* sums) const;

 private:
  // The values of a column as ranks among the thresholds of its splits; 255 of them a plane, values beyond its own
  // thresholds at its ends.
  struct Ordered {
    std::uint32_t input;
    std::uint8_t flags;
    std::uint32_t plane;
    std::uint32_t plane_count;
    std::uint32_t threshold_count;
    std::int32_t levels;
    AlignedVector<double> thresholds;  // [2^levels - 1], ascending, padded with Infinity
  };
  // The categories of a feature, those that no split tells apart as one class. Class 0 is missing, 1 all others.
  struct Classes {
    std::uint32_t input;
    std::uint32_t plane;  // of the bits; one for each 128 classes behind it
    std::uint32_t group_count;
    std::vector<std::uint32_t> class_of_code;
  };
  struct Layout;  // of the trees, while it is made

  ForestScan() = default;
  void fill_ordered(const Ordered& ordered, const double* values, std::size_t row_count, std::uint8_t* planes) const;
  void fill_classes(const Classes& classes, const double* values, std::size_t row_count, std::uint8_t* planes) const;

  std::vector<Ordered> ordered_;
  std::vector<Classes> classes_;
  std::vector<ScanSplit> splits_;
  std::vector<ScanSet> sets_;
  std::vector<ScanTree> trees_;
  std::size_t most_leaves_ = 0;
  std::size_t plane_count_ = 0;
  std::size_t slot_count_ = 0;
  TreeScan scan_{};
};

}  // namespace millrace::trees
