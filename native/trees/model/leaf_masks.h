// A forest of small trees as bit vectors, for single rows: for each thing that a row may say of a feature, which leaves
// of which trees that leaves open. A row's leaves are the first bits that all its features leave.
// (The idea of QuickScorer: Lucchese et al., SIGIR 2015. Its masks are here combined beforehand, so that a row costs
// one pass over the trees for each feature, whatever its values.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/buffer.h"
#include "trees/model/split_columns.h"

namespace millrace::trees {

class LeafMasks {
 public:
  // Null where the walk is the better form: trees of more than 64 leaves, or tables beyond a processor's cache.
  static std::unique_ptr<LeafMasks> of(const Forest& forest, const SplitColumns& columns);

  // Of one row: what is open in each tree. Grows once, and then allocates nothing.
  struct Scratch {
    std::vector<std::uint32_t> narrow;
    std::vector<std::uint64_t> wide;
  };

  // sums[output_count] += the leaf values of the trees [begin, end), for row[columns' inputs].
  void add_row(const double* row, std::size_t begin, std::size_t end, Scratch& scratch, double* sums) const;

 private:
  struct Column {
    std::uint32_t input = 0;
    std::uint8_t flags = 0;
    std::size_t thresholds = 0;  // ordered: where they begin, 2^levels - 1 of them
    std::size_t threshold_count = 0;
    std::size_t first_row = 0;                 // of the table: one for each rank, or class
    std::vector<std::uint32_t> class_of_code;  // categorical
  };
  LeafMasks() = default;
  std::size_t table_row(const Column& column, double value) const;
  template <typename Mask>
  void add_row_of(const AlignedVector<Mask>& table, const double* row, std::size_t begin, std::size_t end,
                  std::vector<Mask>& masks, double* sums) const;

  std::uint32_t output_count_ = 1;
  std::uint32_t value_width_ = 1;
  bool float32_sums_ = false;
  std::size_t tree_count_ = 0;
  std::size_t tree_stride_ = 0;  // trees, padded to a multiple of 8
  std::int32_t levels_ = 0;      // of the searches, the same for all columns
  std::vector<Column> columns_;
  AlignedVector<double> thresholds_;  // ascending, padded with Infinity
  // [rows][tree_stride]: one of them, the narrow one where no tree has more than 32 leaves.
  AlignedVector<std::uint32_t> narrow_;
  AlignedVector<std::uint64_t> wide_;
  std::vector<std::int32_t> tree_outputs_;
  std::vector<std::uint32_t> leaf_begins_;  // [trees]
  AlignedVector<double> leaf_values_;       // [leaves from left to right][value_width]
};

}  // namespace millrace::trees
