#include "trees/forests/prune.h"

#include <algorithm>

namespace millrace::trees {

namespace {

// What is below a node as the tree stands.
struct Branch {
  double gain = 0;
  std::int32_t leaves = 1;
};

// Drops the nodes below those that became leaves.
void compact(AveragedTree& tree, std::size_t value_width) {
  std::vector<std::int32_t> place(tree.nodes.size(), -1);
  place[0] = 0;
  for (const AveragedNode& node : tree.nodes) {
    if (place[static_cast<std::size_t>(&node - tree.nodes.data())] < 0 || node.left < 0) continue;
    place[static_cast<std::size_t>(node.left)] = place[static_cast<std::size_t>(node.right)] = 0;
  }
  std::int32_t kept = 0;
  for (std::int32_t& at : place) at = at < 0 ? -1 : kept++;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    if (place[i] < 0) continue;
    AveragedNode node = tree.nodes[i];
    if (node.left >= 0) {
      node.left = place[static_cast<std::size_t>(node.left)];
      node.right = place[static_cast<std::size_t>(node.right)];
    }
    const auto to = static_cast<std::size_t>(place[i]);
    tree.nodes[to] = node;
    std::copy_n(tree.values.data() + i * value_width, value_width, tree.values.data() + to * value_width);
  }
  tree.nodes.resize(static_cast<std::size_t>(kept));
  tree.values.resize(static_cast<std::size_t>(kept) * value_width);
}

}  // namespace

void prune(AveragedTree& tree, std::size_t value_width, double alpha) {
  std::vector<Branch> branches(tree.nodes.size());
  for (;;) {
    double weakest = __builtin_huge_val();
    for (std::size_t i = tree.nodes.size(); i-- > 0;) {
      const AveragedNode& node = tree.nodes[i];
      if (node.left < 0) {
        branches[i] = {};
        continue;
      }
      const Branch& left = branches[static_cast<std::size_t>(node.left)];
      const Branch& right = branches[static_cast<std::size_t>(node.right)];
      branches[i] = {node.gain + left.gain + right.gain, left.leaves + right.leaves};
      weakest = std::min(weakest, branches[i].gain / (branches[i].leaves - 1));
    }
    if (!(weakest <= alpha)) break;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      AveragedNode& node = tree.nodes[i];
      if (node.left < 0 || branches[i].gain / (branches[i].leaves - 1) > weakest) continue;
      node.left = node.right = -1;
      node.gain = 0;
    }
    compact(tree, value_width);
    branches.resize(tree.nodes.size());
  }
}

}  // namespace millrace::trees
