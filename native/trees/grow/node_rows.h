// Where the rows of nodes lie while a tree is grown: a node's children are written beside it, into the other of two
// buffers.
#pragma once

#include <cstdint>
#include <vector>

#include "core/buffer.h"
#include "trees/grow/gradients.h"

namespace millrace::trees {

// The rows of a node: entries ascending, and which of them are outliers.
struct NodeRows {
  const RowEntry* entries = nullptr;
  std::int64_t count = 0;
  const WideEntry* outliers = nullptr;
  std::int64_t outlier_count = 0;

  // Some of the entries, without outliers.
  NodeRows part(std::int64_t begin, std::int64_t size) const { return {entries + begin, size, nullptr, 0}; }
};

class RowBuffers {
 public:
  // Begins a tree on all entries of `gradients`, which serve as one of the buffers.
  void begin(QuantisedGradients& gradients) {
    root_ = &gradients;
    entries_.resize(gradients.entries.size());
    outliers_[0] = gradients.outliers;
    outliers_[1].resize(gradients.outliers.size());
  }

  // Of nodes at a depth.
  RowEntry* entries(std::int32_t depth) { return depth % 2 == 0 ? root_->entries.data() : entries_.data(); }
  std::vector<WideEntry>& outliers(std::int32_t depth) { return outliers_[depth % 2]; }

 private:
  QuantisedGradients* root_ = nullptr;
  AlignedVector<RowEntry> entries_;  // of odd depths
  std::vector<WideEntry> outliers_[2];
};

}  // namespace millrace::trees
