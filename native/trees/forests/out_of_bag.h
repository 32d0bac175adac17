// How well a forest does on rows that its trees did not see.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/forests/grown_tree.h"
#include "trees/forests/train_forest.h"

namespace millrace::trees {

// The rows that a tree drew, a bit each.
class RowSet {
 public:
  RowSet() = default;
  explicit RowSet(const std::vector<std::uint32_t>& draws) : words_((draws.size() + 63) / 64) {
    for (std::size_t r = 0; r < draws.size(); ++r) words_[r / 64] |= std::uint64_t{draws[r] > 0} << (r % 64);
  }
  bool has(std::size_t row) const { return (words_[row / 64] >> (row % 64) & 1) != 0; }

 private:
  std::vector<std::uint64_t> words_;
};

// Fills in the oob fields of `trained`.
void score_out_of_bag(const BinnedMatrix& matrix, const ForestRows& rows, const std::vector<AveragedTree>& trees,
                      const std::vector<RowSet>& seen, std::int32_t outputs, bool is_regression,
                      const RunContext& context, TrainedForest& trained);

}  // namespace millrace::trees
