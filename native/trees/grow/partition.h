// Parts a node's rows by a split.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "parallel/pool.h"
#include "trees/bins/binned_matrix.h"
#include "trees/grow/gradients.h"
#include "trees/grow/node_rows.h"
#include "trees/grow/split.h"

namespace millrace::trees {

// Tells the side of rows of the training matrix, by their stored values.
class RowSides {
 public:
  RowSides(const BinnedMatrix& matrix, const Split& split);

  bool goes_left(std::uint32_t row) const;
  std::int64_t count_left(const NodeRows& rows) const;
  // Parts rows, each side in the order they came, and returns how many went left. Sides are filled from `left` and
  // `right` up; from_back, from before them down.
  std::int64_t part(const NodeRows& rows, RowEntry* left, RowEntry* right) const;
  std::int64_t part_from_back(const NodeRows& rows, RowEntry* left, RowEntry* right) const;

 private:
  template <typename Body>
  void for_sides(const NodeRows& rows, const Body& body) const;
  std::int64_t part_narrow(const NodeRows& rows, bool from_back, RowEntry* left, RowEntry* right) const;
  bool bin_goes_left(std::uint32_t bin) const;

  const BinnedMatrix& matrix_;
  const Split& split_;
  FeaturePlace place_;
  std::uint32_t bin_count_;
  std::vector<std::uint8_t> table_;  // 1 for stored values that go left; of sparse columns for bins
};

// A stretch of a node's rows and where its sides go. How many go left is known beforehand, so two threads part it from
// both its ends without counting first: what the one takes from the front fills both sides from their beginnings, what
// the other takes from the back fills them from their ends, until they meet.
//
//   rows   [front → …… ← back]
//   left   [front → … ← back]    right   [front → … ← back]
struct PartedStretch {
  NodeRows rows;
  RowEntry *left, *left_end, *right, *right_end;
  std::atomic<std::int64_t> taken{0};  // pieces, from either end

  void part_from_front(const RowSides& sides, const RunContext& context);
  void part_from_back(const RowSides& sides, const RunContext& context);

 private:
  NodeRows piece(std::int64_t index) const;
  std::int64_t piece_count() const;
};

}  // namespace millrace::trees
