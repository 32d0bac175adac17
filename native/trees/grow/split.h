// The best split of a node: what is searched for, and the search over one feature's bins.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/grow/grower.h"

namespace millrace::trees {

// Integer sums over the rows of a bin or a node.
struct BinSum {
  std::int64_t gradient = 0;
  std::int64_t hessian = 0;
  std::int64_t count = 0;

  BinSum& operator+=(const BinSum& other) {
    gradient += other.gradient;
    hessian += other.hessian;
    count += other.count;
    return *this;
  }
  BinSum& operator-=(const BinSum& other) {
    gradient -= other.gradient;
    hessian -= other.hessian;
    count -= other.count;
    return *this;
  }
  friend BinSum operator+(BinSum a, const BinSum& b) { return a += b; }
  friend BinSum operator-(BinSum a, const BinSum& b) { return a -= b; }
};

struct Split {
  bool found = false;
  bool is_categorical = false;
  bool missing_left = false;
  std::uint32_t feature = 0;
  std::uint32_t threshold_bin = 0;
  std::vector<std::uint32_t> left_bins;
  double gain = 0;
  BinSum left;  // the right is the node's total less this
};

// The node whose split is searched.
struct SplitNode {
  BinSum total;
  double lower = -1e300;
  double upper = 1e300;
};

// Searches features of one node for the split of the highest gain. Of equal gains wins the lower feature; of one
// feature the lower threshold, then missing values on the right; of categories the split that is tried first.
class SplitSearch {
 public:
  SplitSearch(const GrowOptions& options, double gradient_step, double hessian_step)
      : options_(options),
        gradient_step_(gradient_step),
        hessian_step_(hessian_step),
        least_count_(options.min_samples_leaf > 1 ? options.min_samples_leaf : 1),
        is_bounded_(!options.monotone.empty() || options.max_delta_step > 0) {}

  // Begins a node. A split must gain more than this, beyond the node's own gain.
  void begin(const SplitNode& node);

  // Whether gains are plain soft(g)² / (h + l2), without bounds on values.
  bool is_plain() const { return !is_bounded_; }
  // What a split's gains of both sides must exceed, and what is taken off them.
  double least_gain() const { return least_gain_; }
  double node_gain() const { return node_gain_; }

  // bins: [bin_count], those of the feature, summing to the node's total.
  void numeric(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count, Split& best) const;
  void categorical(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count, Split& best);

  // The value of a side of the node.
  double value(const BinSum& side) const;

 private:
  struct Category {
    double key;
    std::uint32_t bin;
  };

  bool admits(const BinSum& side) const {
    return side.count >= least_count_ && static_cast<double>(side.hessian) * hessian_step_ >= options_.min_child_weight;
  }
  double side_gain(const BinSum& side, double l2) const;
  // Takes the split when it is allowed and beats the best; returns whether it did.
  bool offer(std::uint32_t feature, const BinSum& left, double l2, int direction, Split& best) const;
  void one_versus_rest(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count, Split& best) const;
  void take_categories(std::uint32_t feature, const std::uint32_t* left, std::size_t count, bool node_has_missing,
                       Split& best) const;

  const GrowOptions& options_;
  double gradient_step_;
  double hessian_step_;
  std::int64_t least_count_;
  bool is_bounded_;
  SplitNode node_;
  double node_gain_ = 0;
  double least_gain_ = 0;
  std::vector<Category> categories_;
  std::vector<std::uint32_t> left_;
};

}  // namespace millrace::trees
