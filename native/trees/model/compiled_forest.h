// A forest in the layouts that rows are scored with. Gives the bits of walk.h, whatever the form, the batch and the
// instruction set: the same leaves, their values added tree by tree.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/buffer.h"
#include "trees/model/forest_scan.h"
#include "trees/model/leaf_masks.h"
#include "trees/model/split_columns.h"

namespace millrace::trees {

// A node as single rows walk it. The children are neighbours.
struct WalkNode {
  double threshold;      // ordered splits; of sets the first word in category_words, in its bits
  std::uint32_t column;  // index into the columns; kSetBit and kMissingLeftBit beside it for sets
  std::int32_t left;     // the left child, the right one behind it; or -1 - leaf, leaves counted over all trees
};

class CompiledForest {
 public:
  // The forest was checked by check_forest.
  explicit CompiledForest(std::shared_ptr<const Forest> forest);

  const Forest& forest() const { return *forest_; }

  // The features that any split reads, ascending. Rows have one number for each of them, as in walk.h.
  const std::vector<std::uint32_t>& features() const { return columns_.features; }

  // At least 1: leaves read a column too, and ignore it.
  std::size_t column_count() const { return std::max<std::size_t>(columns_.columns.size(), 1); }

  // What single rows are scored in. Kept from row to row, of any forest: it grows once, and then allocates nothing.
  struct RowScratch {
    std::vector<double> values;
    LeafMasks::Scratch masks;
  };

  // sums[output_count] += the leaf values of the trees [begin, end) for one row[features().size()].
  void add_row(const double* row, std::size_t begin, std::size_t end, RowScratch& scratch, double* sums) const;

  // leaves[end - begin]: the leaf that the row reaches in each of these trees, counted in the order of its nodes.
  void leaves_of_row(const double* row, std::size_t begin, std::size_t end, double* scratch, double* leaves) const;

  // Rows of a block.
  static constexpr std::size_t kRows = kScanRows;

  // Up to kRows rows in the form that their trees are scored in.
  class Block {
   public:
    // inputs[features().size()][row_count], by columns.
    Block(const CompiledForest& forest, const double* const* inputs, std::size_t row_count);

    // sums[output_count][kRows] += the leaf values of the trees [begin, end).
    void add(std::size_t begin, std::size_t end, double* sums);

   private:
    void add_row_by_row(std::size_t begin, std::size_t end, double* sums) const;
    void add_tree_by_tree(std::size_t begin, std::size_t end, double* sums) const;

    const CompiledForest& forest_;
    std::size_t row_count_;
    std::unique_ptr<std::uint8_t[]> planes_, scratch_;  // of a scan
    std::vector<double> values_;                        // [row_count][column_count], of a walk
  };

 private:
  void lay_out_walk();
  void split_values(const double* row, double* values) const;
  bool step_left(const WalkNode& node, const double* values) const;
  // Calls reached(tree, leaf) for the trees [begin, end), in order.
  template <typename Reached>
  void walk(std::size_t begin, std::size_t end, const double* values, Reached&& reached) const;

  std::shared_ptr<const Forest> forest_;
  SplitColumns columns_;
  AlignedVector<WalkNode> nodes_;
  std::vector<std::uint32_t> roots_;        // [trees]
  std::vector<std::uint32_t> leaf_begins_;  // [trees]
  AlignedVector<double> leaf_values_;       // [leaves][value_width], and what kernels read beyond
  std::unique_ptr<ForestScan> scan_;        // null where blocks are walked
  std::unique_ptr<LeafMasks> masks_;        // null where single rows are walked
};

}  // namespace millrace::trees
