// Parts a node's rows by a split.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/grow/gradients.h"
#include "trees/grow/split.h"

namespace millrace::trees {

// Tells the side of rows of the training matrix, by their stored values.
class RowSides {
 public:
  RowSides(const BinnedMatrix& matrix, const Split& split);

  bool goes_left(std::uint32_t row) const;
  std::int64_t count_left(const RowEntry* entries, std::int64_t count) const;
  // Writes the entries that go left, `left_count` of them, and the others, each in the order they came.
  void part(const RowEntry* entries, std::int64_t count, std::int64_t left_count, RowEntry* left,
            RowEntry* right) const;

 private:
  template <typename Body>
  void for_sides(const RowEntry* entries, std::int64_t count, const Body& body) const;
  bool bin_goes_left(std::uint32_t bin) const;

  const BinnedMatrix& matrix_;
  const Split& split_;
  FeaturePlace place_;
  std::uint32_t bin_count_;
  std::vector<std::uint8_t> table_;  // 1 for stored values that go left; of sparse columns for bins
};

}  // namespace millrace::trees
