// A tree whose splits are on bins, as rows of the binned matrix walk it: those that the tree was not grown on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/grow/grower.h"
#include "trees/model/forest.h"

namespace millrace::trees {

class BinTree {
 public:
  BinTree(const GrownTree& tree, const BinnedMatrix& matrix);

  // The number of the leaf that each row reaches; leaves count in the order of their nodes. Rows walk eight at a time:
  // one waits for its bin while the others go on.
  void leaves_of(std::span<const std::uint32_t> rows, std::uint32_t* leaves) const;

 private:
  struct Node {
    std::int32_t children[2];  // left and right; of leaves -1 and their number
    std::uint32_t feature;
    // Where a narrow column of the feature's own has the bin, or -1.
    std::int32_t narrow_column;
    std::uint32_t threshold_bin;
    std::uint32_t set_begin;  // of a categorical split, in sets_
    bool is_categorical;
    bool missing_left;
  };
  const Node* next(const Node& node, std::uint32_t row) const;

  const BinnedMatrix& matrix_;
  std::vector<Node> nodes_;
  std::vector<std::uint64_t> sets_;  // a bit for each bin of a categorical split
};

// Tree t of a forest that was trained on these bins, with splits on bins again; sums and gains are left out. Throws
// Error(MODEL_CORRUPT) where a threshold is no bound of a bin.
GrownTree grown_tree_of(const Forest& forest, std::size_t t, const BinnedMatrix& matrix);

}  // namespace millrace::trees
