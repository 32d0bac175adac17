// Grows one averaged tree: depth first until leaves are pure, or best first up to a number of leaves.
#pragma once

#include <algorithm>
#include <vector>

#include "parallel/pool.h"
#include "trees/forests/forest_options.h"
#include "trees/forests/grown_tree.h"
#include "trees/forests/split_finder.h"

namespace millrace::trees {

// When a node is a leaf, in the units of one tree's sample.
struct GrowthBounds {
  std::int32_t max_depth = 0;
  std::int32_t max_leaf_nodes = 0;
  std::int64_t split_rows = 2;
  SideBounds side;
  double least_decrease = 0;  // of impurity times weight
  std::uint32_t feature_count = 1;
};

template <typename Statistic>
class TreeGrower {
 public:
  using Entry = typename Statistic::Entry;

  // All must outlive the grower. Entries are reordered: the rows of a node lie side by side, ascending.
  TreeGrower(const BinnedMatrix& matrix, const Statistic& statistic, const GrowthBounds& bounds, bool random_thresholds,
             const RandomStream& random, std::vector<Entry>& entries)
      : matrix_(&matrix),
        statistic_(&statistic),
        bounds_(bounds),
        finder_(matrix, statistic, bounds.side, random_thresholds),
        random_(&random),
        entries_(entries),
        moved_(entries.size()) {
    read_matrix();
    const bool all_narrow = matrix.wide_count == 0 && matrix.sparse_count == 0;
    // The copy costs each row all of its columns, once a tree.
    copies_blocks_ = all_narrow && matrix.narrow_count <= 32 + 8 * bounds.feature_count;
  }

  AveragedTree grow(const RunContext& context) {
    bounds_.max_leaf_nodes > 0 ? grow_best_first(context) : grow_depth_first(context);
    return std::move(tree_);
  }

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::int32_t depth = 0;
    std::int32_t node = -1;
  };

  void read_matrix() { narrow_ = {matrix_->narrow_columns.data(), static_cast<std::size_t>(matrix_->row_count)}; }

  // Once a node is small enough, what is below it is grown on a copy of its rows that stays in the first cache. Nodes
  // come in the order of their spans, so a block is read until its end.
  void choose_columns(const Span& span) {
    if (!copies_blocks_ || span.begin < block_end_) return;
    const std::size_t count = span.end - span.begin;
    if (count > kBlockRows) {
      read_matrix();
      return;
    }
    block_.resize(matrix_->narrow_count * kBlockStride);
    copy_rows(entries_.data() + span.begin, count, *matrix_, block_.data());
    block_end_ = span.end;
    narrow_ = {block_.data(), kBlockStride};
  }

  // Rows to columns, and entries to their places in the copy.
  static void copy_rows(Entry* entries, std::size_t count, const BinnedMatrix& matrix, std::uint8_t* block) {
    const std::size_t columns = matrix.narrow_count;
    const std::size_t row_stride = matrix.narrow_stride;
    const std::uint8_t* const rows = matrix.narrow_rows.data();
    constexpr std::size_t kTile = 64;
    const std::uint8_t* tile[kTile];
    for (std::size_t begin = 0; begin < count; begin += kTile) {
      const std::size_t size = std::min(kTile, count - begin);
      for (std::size_t i = 0; i < size; ++i) {
        tile[i] = rows + entries[begin + i].row * row_stride;
        entries[begin + i].row = static_cast<std::uint32_t>(begin + i);
      }
      for (std::size_t c = 0; c < columns; ++c) {
        std::uint8_t* const column = block + c * kBlockStride + begin;
        for (std::size_t i = 0; i < size; ++i) column[i] = tile[i][c];
      }
    }
  }

  // The sums of a span's rows into totals.
  void sum(const Span& span, std::int64_t* totals) const {
    std::fill_n(totals, statistic_->width(), 0);
    for (std::uint32_t i = span.begin; i < span.end; ++i) statistic_->add(totals, entries_[i]);
  }

  std::int32_t add_node(const Span& span, const std::int64_t* totals) {
    const auto id = static_cast<std::int32_t>(tree_.nodes.size());
    AveragedNode& node = tree_.nodes.emplace_back();
    node.row_count = span.end - span.begin;
    node.weight = static_cast<double>(statistic_->weight(totals)) * statistic_->weight_step;
    tree_.values.resize(tree_.values.size() + statistic_->value_width());
    statistic_->value(totals, tree_.values.data() + tree_.values.size() - statistic_->value_width());
    return id;
  }

  bool is_leaf(const Span& span, const std::int64_t* totals) const {
    if (bounds_.max_depth > 0 && span.depth >= bounds_.max_depth) return true;
    const std::int64_t rows = span.end - span.begin;
    if (rows < bounds_.split_rows || rows < 2 * bounds_.side.rows) return true;
    if (statistic_->weight(totals) < 2 * bounds_.side.weight && bounds_.side.weight > 1) return true;
    if (statistic_->is_pure(totals)) return true;
    if constexpr (requires(const Entry& entry) { entry.target; }) {
      const double first = entries_[span.begin].target;
      for (std::uint32_t i = span.begin + 1; i < span.end; ++i) {
        if (entries_[i].target != first) return false;
      }
      return true;
    }
    return false;
  }

  void find(const Span& span, const std::int64_t* totals, const RunContext& context, AveragedSplit& split) {
    finder_.find(narrow_, entries_.data() + span.begin, span.end - span.begin, totals, bounds_.feature_count,
                 NodeRandom(*random_, static_cast<std::uint64_t>(span.node)), context, split);
  }

  // entries: [left… | right…]; returns the boundary.
  std::uint32_t partition(const Span& span, const AveragedSplit& split) {
    Entry* const entries = entries_.data() + span.begin;
    const std::size_t count = span.end - span.begin;
    if (split.is_categorical) {
      goes_left_.assign(matrix_->bins[split.feature].bin_count, 0);
      for (const std::uint32_t bin : split.left_bins) goes_left_[bin] = 1;
      goes_left_[kMissingBin] = split.missing_left;
    }
    std::size_t left = 0;
    with_bins(*matrix_, narrow_, split.feature, entries, count, scratch_, [&](auto bin_at) {
      const auto part = [&](auto is_left) {
        std::size_t right = 0;
        for (std::size_t i = 0; i < count; ++i) {
          const Entry entry = entries[i];
          const bool to_left = is_left(bin_at(i));
          entries[left] = entry;
          moved_[right] = entry;
          left += to_left;
          right += !to_left;
        }
        std::copy_n(moved_.data(), right, entries + left);
      };
      if (split.is_categorical) {
        part([&](std::uint32_t bin) { return goes_left_[bin] != 0; });
      } else {
        // Bin 0 is brought behind all others, or kept before them.
        const std::uint32_t offset = split.missing_left ? 0 : 1;
        const std::uint32_t last = split.threshold_bin - offset;
        part([=](std::uint32_t bin) { return bin - offset <= last; });
      }
    });
    return span.begin + static_cast<std::uint32_t>(left);
  }

  void set_split(std::int32_t id, const AveragedSplit& split, double gain) {
    AveragedNode& node = tree_.nodes[static_cast<std::size_t>(id)];
    node.feature = split.feature;
    node.is_categorical = split.is_categorical;
    node.missing_left = split.missing_left;
    node.gain = gain;
    if (split.is_categorical) {
      node.left_bins_begin = static_cast<std::uint32_t>(tree_.left_bins.size());
      tree_.left_bins.insert(tree_.left_bins.end(), split.left_bins.begin(), split.left_bins.end());
      node.threshold_bin = static_cast<std::uint32_t>(tree_.left_bins.size());
    } else {
      node.threshold_bin = split.threshold_bin;
    }
  }

  // Impurity that goes, times weight.
  double decrease(const std::int64_t* total, const std::int64_t* left, const std::int64_t* right) const {
    const double gain = statistic_->loss(total) - statistic_->loss(left) - statistic_->loss(right);
    return gain > 0 ? gain : 0;
  }

  void grow_depth_first(const RunContext& context) {
    const std::size_t width = statistic_->width();
    struct Pending {
      Span span;
      std::int32_t parent;
      bool is_left;
    };
    std::vector<Pending> stack;
    std::vector<std::int64_t> sums(width);  // those of stack[i] are at i · width
    std::vector<std::int64_t> total(width);
    AveragedSplit split;
    stack.push_back({{0, static_cast<std::uint32_t>(entries_.size()), 0, -1}, -1, false});
    sum(stack[0].span, sums.data());
    while (!stack.empty()) {
      if (tree_.nodes.size() % 256 == 0) context.check();
      Pending at = stack.back();
      stack.pop_back();
      std::copy_n(sums.data() + stack.size() * width, width, total.data());
      at.span.node = add_node(at.span, total.data());
      if (at.parent >= 0) {
        AveragedNode& parent = tree_.nodes[static_cast<std::size_t>(at.parent)];
        (at.is_left ? parent.left : parent.right) = at.span.node;
      }
      if (is_leaf(at.span, total.data())) continue;
      choose_columns(at.span);
      find(at.span, total.data(), context, split);
      if (!split.found()) continue;
      const std::uint32_t boundary = partition(at.span, split);
      const Span left{at.span.begin, boundary, at.span.depth + 1, -1};
      const Span right{boundary, at.span.end, at.span.depth + 1, -1};
      sums.resize((stack.size() + 2) * width);
      std::int64_t* const right_sum = sums.data() + stack.size() * width;
      std::int64_t* const left_sum = right_sum + width;
      sum(left, left_sum);
      for (std::size_t i = 0; i < width; ++i) right_sum[i] = total[i] - left_sum[i];
      const double gain = decrease(total.data(), left_sum, right_sum);
      if (gain < bounds_.least_decrease) continue;
      set_split(at.span.node, split, gain);
      stack.push_back({right, at.span.node, false});
      stack.push_back({left, at.span.node, true});
    }
  }

  struct Candidate {
    Span span;
    std::uint32_t boundary = 0;
    double gain = 0;
    AveragedSplit split;
    std::vector<std::int64_t> left_sum;
    std::vector<std::int64_t> right_sum;
    // The heap's top is the largest; of equal gains the node that came first.
    bool operator<(const Candidate& other) const {
      return gain < other.gain || (gain == other.gain && span.node > other.span.node);
    }
  };

  void grow_best_first(const RunContext& context) {
    const std::size_t width = statistic_->width();
    std::vector<Candidate> heap;
    // Adds the node; queues it when it can be split.
    const auto offer = [&](Span span, const std::vector<std::int64_t>& total) {
      context.check();
      span.node = add_node(span, total.data());
      if (is_leaf(span, total.data())) return span.node;
      Candidate candidate;
      candidate.span = span;
      find(span, total.data(), context, candidate.split);
      if (!candidate.split.found()) return span.node;
      candidate.boundary = partition(span, candidate.split);
      candidate.left_sum.resize(width);
      candidate.right_sum.resize(width);
      sum({span.begin, candidate.boundary, 0, -1}, candidate.left_sum.data());
      for (std::size_t i = 0; i < width; ++i) candidate.right_sum[i] = total[i] - candidate.left_sum[i];
      candidate.gain = decrease(total.data(), candidate.left_sum.data(), candidate.right_sum.data());
      if (candidate.gain < bounds_.least_decrease) return span.node;
      const std::int32_t id = span.node;
      heap.push_back(std::move(candidate));
      std::push_heap(heap.begin(), heap.end());
      return id;
    };
    Span root{0, static_cast<std::uint32_t>(entries_.size()), 0, -1};
    std::vector<std::int64_t> total(width);
    sum(root, total.data());
    offer(root, total);
    for (std::int32_t leaves = 1; leaves < bounds_.max_leaf_nodes && !heap.empty(); ++leaves) {
      std::pop_heap(heap.begin(), heap.end());
      const Candidate best = std::move(heap.back());
      heap.pop_back();
      set_split(best.span.node, best.split, best.gain);
      const std::int32_t depth = best.span.depth + 1;
      const std::int32_t left = offer({best.span.begin, best.boundary, depth, -1}, best.left_sum);
      const std::int32_t right = offer({best.boundary, best.span.end, depth, -1}, best.right_sum);
      AveragedNode& node = tree_.nodes[static_cast<std::size_t>(best.span.node)];
      node.left = left;
      node.right = right;
    }
  }

  static constexpr std::size_t kBlockRows = 1024;
  static constexpr std::size_t kBlockStride = kBlockRows + 64;  // columns do not meet in the same cache sets

  const BinnedMatrix* matrix_;
  const Statistic* statistic_;
  GrowthBounds bounds_;
  NarrowColumns narrow_{};
  bool copies_blocks_ = false;
  std::uint32_t block_end_ = 0;
  AlignedVector<std::uint8_t> block_;  // [narrow_count][kBlockStride]
  SplitFinder<Statistic> finder_;
  const RandomStream* random_;
  std::vector<Entry>& entries_;
  std::vector<Entry> moved_;
  std::vector<std::uint16_t> scratch_;
  std::vector<std::uint8_t> goes_left_;
  AveragedTree tree_;
};

}  // namespace millrace::trees
