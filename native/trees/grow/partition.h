// Parts a node's rows by a split.
#pragma once

#include <cstdint>
#include <vector>

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

}  // namespace millrace::trees
