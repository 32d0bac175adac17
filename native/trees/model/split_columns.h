// What the splits of a forest compare, each thing once: a feature, and how its missing values are told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trees/model/forest.h"

namespace millrace::trees {

struct SplitColumn {
  std::uint32_t input;  // index into SplitColumns::features
  // Of `SplitFlag`: those of the column's splits. Categorical splits of a feature share one column, whatever theirs.
  std::uint8_t flags;
};

struct SplitColumns {
  explicit SplitColumns(const Forest& forest);

  std::vector<std::uint32_t> features;  // that any split reads, ascending
  std::vector<SplitColumn> columns;
  std::vector<std::uint32_t> of_node;  // [nodes]; of leaves 0
};

// The value as the splits of a column compare it: left exactly when it is at most the threshold. Missing becomes
// -Infinity where it goes left, and NaN, which is at most nothing, where it goes right. Codes stay as they are.
double split_value(double value, std::uint8_t flags);

}  // namespace millrace::trees
