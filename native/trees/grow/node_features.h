// The features that a node may be split by.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/grow/grower.h"

namespace millrace::trees {

// Names a node by its path from the root, whatever the order in which nodes are grown.
inline constexpr std::uint64_t kRootKey = 1;
std::uint64_t child_key(std::uint64_t key, bool is_right);

class NodeFeatures {
 public:
  // `features`: those of the tree, ascending.
  NodeFeatures(const GrowOptions& options, const std::vector<std::uint32_t>& features, std::uint64_t seed)
      : options_(options), features_(features), seed_(seed) {}

  // Ascending. `path`: the features split by above the node, in any order, repeats allowed.
  std::vector<std::uint32_t> of(std::uint64_t key, const std::vector<std::uint32_t>& path) const;

  // Whether every node has those of the tree.
  bool are_all() const { return options_.interaction_groups.empty() && options_.column_sample_by_node >= 1; }

 private:
  const GrowOptions& options_;
  const std::vector<std::uint32_t>& features_;
  std::uint64_t seed_;
};

}  // namespace millrace::trees
