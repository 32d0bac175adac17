// The growth of one tree: nodes are worked on ahead of their turn, and become part of the tree in the order in which
// one thread would have split them, the best first. So the tree depends on no thread's pace.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <queue>
#include <vector>

#include "trees/grow/histogram.h"
#include "trees/grow/node_features.h"
#include "trees/grow/node_rows.h"
#include "trees/grow/node_search.h"
#include "trees/grow/part_node.h"
#include "trees/grow/split.h"
#include "trees/grow/team.h"

namespace millrace::trees {

struct GrowthNode {
  // waiting: its split is known, its children are not. grown: its children are, whether or not its turn came.
  enum class State : std::uint8_t { fresh, final_leaf, waiting, growing, grown };
  State state = State::fresh;
  bool is_split = false;    // in the tree: its turn came
  std::int32_t index = -1;  // in the tree
  std::int32_t depth = 0;
  GrowthNode* parent = nullptr;
  GrowthNode* children[2] = {nullptr, nullptr};
  std::uint64_t key = kRootKey;
  // Its rows, in the buffers of its depth.
  std::uint32_t begin = 0, end = 0;
  std::uint32_t outlier_begin = 0, outlier_end = 0;
  SplitNode sums;
  Split split;
  double priority = 0;  // of work ahead of its turn
  // Features that its children may be split by, where every node has those of the tree; null: all of them.
  std::shared_ptr<const std::vector<std::uint32_t>> splittable;
  Histogram histogram;
};

// What stays from tree to tree.
struct GrowthMemory {
  HistogramPool pool;
  RowBuffers rows;
};

class Growth : private Team::Source {
 public:
  Growth(const BinnedMatrix& matrix, const GrowOptions& options, QuantisedGradients& gradients,
         const std::vector<std::uint32_t>& features, std::uint64_t seed, const RunContext& context,
         GrowthMemory& memory);
  ~Growth() override;

  // See Grower::grow.
  GrownTree grow(std::uint16_t* leaf_of);

 private:
  struct Worker;
  struct RowsOfLeaf {
    const RowEntry* entries;
    std::int64_t count;
    std::uint16_t leaf;
  };
  struct Later {
    bool operator()(const GrowthNode* a, const GrowthNode* b) const;
  };
  struct LessUrgent {
    bool operator()(const GrowthNode* a, const GrowthNode* b) const;
  };

  bool is_done() const override { return is_done_; }
  GrowthNode* next() override;
  void work(GrowthNode& node, int worker) override;
  void finish(GrowthNode& node) override;

  BinSum sum_of_root(const Histogram& histogram, int worker);
  void begin_root(GrowthNode& root, int worker);
  void grow_children(GrowthNode& node, int worker);
  void set_bounds(const GrowthNode& node);
  void build_histograms(GrowthNode& node, int worker);
  Histogram build_histogram(const GrowthNode& node, int worker);
  void find_split(GrowthNode& node, int worker);
  bool may_split(const GrowthNode& node) const;
  void enter(GrowthNode& node);
  void commit();
  void find_rows(const GrowthNode& node, std::uint16_t leaf, std::vector<RowsOfLeaf>& pieces) const;
  GrownTree tree() const;

  NodeRows rows_of(const GrowthNode& node) const;
  std::vector<std::uint32_t> features_of(const GrowthNode& node) const;

  const BinnedMatrix& matrix_;
  const GrowOptions& options_;
  QuantisedGradients& gradients_;
  const std::vector<std::uint32_t>& features_;
  const RunContext& context_;
  GrowthMemory& memory_;
  NodeFeatures node_features_;
  HistogramLayout layout_;
  Team team_;
  std::vector<std::unique_ptr<Worker>> workers_;

  // Under the team's lock:
  std::deque<GrowthNode> nodes_;  // of which pointers hold
  std::vector<GrowthNode*> in_tree_;
  std::priority_queue<GrowthNode*, std::vector<GrowthNode*>, Later> turns_;       // leaves of the tree that can split
  std::priority_queue<GrowthNode*, std::vector<GrowthNode*>, LessUrgent> ahead_;  // all that wait
  std::int32_t leaves_ = 1;
  std::int32_t ahead_of_turn_ = 0;  // growing or grown, and not in the tree yet
  bool is_done_ = false;
};

}  // namespace millrace::trees
