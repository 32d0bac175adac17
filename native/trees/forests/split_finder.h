// The best split of a node among features drawn for it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "parallel/pool.h"
#include "trees/bins/binned_matrix.h"
#include "trees/forests/bin_reader.h"
#include "trees/forests/node_random.h"

namespace millrace::trees {

struct AveragedSplit {
  double score = -__builtin_huge_val();  // comparable within its node only
  std::uint32_t feature = 0;
  std::uint32_t last_left = 0;    // numeric: the last bin of the node that goes left
  std::uint32_t first_right = 0;  // and the first that goes right, or the feature's bin_count
  std::uint32_t threshold_bin = 0;
  bool is_categorical = false;
  bool missing_left = false;
  std::vector<std::uint32_t> left_bins;  // categorical, ascending, bin 0 left out

  bool found() const { return score > -__builtin_huge_val(); }
};

// What both sides of a split need.
struct SideBounds {
  std::int64_t rows = 1;
  std::int64_t weight = 1;  // in the statistic's units
};

// Where to cut between two neighbouring bins of a node that are apart: halfway in value, as scikit-learn does.
inline std::uint32_t middle_bin(const FeatureBins& bins, std::uint32_t last_left, std::uint32_t first_right) {
  if (first_right <= last_left + 1 || first_right >= bins.bin_count) return first_right - 1;
  const auto begin = bins.upper_bounds.begin() + (last_left - 1);
  const auto end = bins.upper_bounds.begin() + (first_right - 2);  // the last bound that still separates them
  const double middle = *begin + (*end - *begin) / 2;
  auto at = std::lower_bound(begin, end, middle);
  if (at != begin && middle - *(at - 1) < *at - middle) --at;
  return last_left + static_cast<std::uint32_t>(at - begin);
}

template <typename Statistic>
class SplitFinder {
 public:
  using Entry = typename Statistic::Entry;

  SplitFinder(const BinnedMatrix& matrix, const Statistic& statistic, SideBounds bounds, bool random_thresholds)
      : matrix_(&matrix), statistic_(&statistic), bounds_(bounds), random_thresholds_(random_thresholds) {
    std::size_t most_bins = 1;
    for (const FeatureBins& bins : matrix.bins) most_bins = std::max<std::size_t>(most_bins, bins.bin_count);
    cells_.resize(most_bins * statistic.width());
    touched_.resize((most_bins + 63) / 64);
    left_.resize(statistic.width());
    drawn_.resize(matrix.feature_count());
    for (std::uint32_t f = 0; f < drawn_.size(); ++f) drawn_[f] = f;
    swaps_.reserve(drawn_.size());
  }

  // Draws features until `feature_count` are seen and one of them is not constant, as scikit-learn does. Of equal
  // scores the feature drawn first wins, then missing values right, then the lower bin.
  void find(NarrowColumns narrow, const Entry* entries, std::size_t count, const std::int64_t* total,
            std::uint32_t feature_count, NodeRandom random, const RunContext& context, AveragedSplit& best) {
    narrow_ = narrow;
    const double perfect = statistic_->perfect_score(total);
    best.score = -__builtin_huge_val();
    const auto features = static_cast<std::uint32_t>(drawn_.size());
    bool any_varies = false;
    swaps_.clear();
    for (std::uint32_t i = 0; i < features && (i < feature_count || !any_varies); ++i) {
      if (count > kCheckedRows) context.check();
      // Two rows fall apart the same way whatever the feature, and nothing beats pure sides.
      if (any_varies && (count == 2 || best.score >= perfect) && best.found()) break;
      const std::uint32_t pick = i + (i + 1 < features ? random.below(features - i) : 0);
      std::swap(drawn_[i], drawn_[pick]);
      swaps_.push_back(pick);
      any_varies = look(drawn_[i], entries, count, total, random, best) || any_varies;
    }
    // The order as it was, so that a node's draws depend on nothing that came before it.
    for (std::size_t i = swaps_.size(); i-- > 0;) std::swap(drawn_[i], drawn_[swaps_[i]]);
    if (best.found() && !best.is_categorical && !random_thresholds_) {
      best.threshold_bin = middle_bin(matrix_->bins[best.feature], best.last_left, best.first_right);
    }
  }

 private:
  // Whether the feature varies in the node.
  bool look(std::uint32_t feature, const Entry* entries, std::size_t count, const std::int64_t* total,
            NodeRandom& random, AveragedSplit& best) {
    const bool is_categorical = matrix_->bins[feature].kind == FeatureBins::Kind::categorical;
    if (random_thresholds_ && !is_categorical) return draw_threshold(feature, entries, count, total, random, best);
    gather(feature, entries, count);
    const bool has_missing = !present_.empty() && present_.front() == kMissingBin;
    const bool varies = present_.size() > 1;
    if (varies) {
      if (random_thresholds_) {
        draw_categories(feature, total, random, best);
      } else if (is_categorical) {
        scan_categories(feature, total, best);
      } else {
        scan_bins(feature, has_missing, total, best);
      }
    }
    for (const std::uint32_t bin : present_) clear(cell(bin));
    return varies;
  }

  std::int64_t* cell(std::uint32_t bin) { return cells_.data() + bin * statistic_->width(); }
  void clear(std::int64_t* at) { std::fill_n(at, statistic_->width(), 0); }
  void add_left(const std::int64_t* at) {
    for (std::size_t i = 0; i < statistic_->width(); ++i) left_[i] += at[i];
  }

  // Sums the node's bins into cells_ and lists those with rows in present_, ascending. Cells are 0 between calls.
  void gather(std::uint32_t feature, const Entry* entries, std::size_t count) {
    const std::uint32_t bin_count = matrix_->bins[feature].bin_count;
    present_.clear();
    with_bins(*matrix_, narrow_, feature, entries, count, scratch_, [&](auto bin_at) {
      const Statistic statistic = *statistic_;
      const std::size_t width = statistic.width();
      std::int64_t* const cells = cells_.data();
      present_.resize(std::min<std::size_t>(count, bin_count));
      std::uint32_t* const present = present_.data();
      std::size_t found = 0;
      if (count > bin_count) {
        for (std::size_t i = 0; i < count; ++i) statistic.add(cells + bin_at(i) * width, entries[i]);
        for (std::uint32_t bin = 0; bin < bin_count && found < present_.size(); ++bin) {
          present[found] = bin;
          found += cells[bin * width] != 0;
        }
      } else {
        // Few rows: a bitmap remembers their bins, and no cell is looked at for nothing.
        std::uint64_t* const touched = touched_.data();
        std::uint32_t lowest = bin_count;
        std::uint32_t highest = 0;
        for (std::size_t i = 0; i < count; ++i) {
          const std::uint32_t bin = bin_at(i);
          statistic.add(cells + bin * width, entries[i]);
          touched[bin / 64] |= std::uint64_t{1} << (bin % 64);
          lowest = std::min(lowest, bin);
          highest = std::max(highest, bin);
        }
        for (std::uint32_t word = lowest / 64; word <= highest / 64; ++word) {
          for (std::uint64_t bits = touched[word]; bits != 0; bits &= bits - 1) {
            present[found++] = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
          }
          touched[word] = 0;
        }
      }
      present_.resize(found);
    });
  }

  bool most_left(const std::int64_t* total) const {
    return 2 * statistic_->weight(left_.data()) > statistic_->weight(total);
  }

  // The score of left_ against the rest, or -infinity where a side is too small.
  double score(const std::int64_t* total) const {
    if (bounds_.rows > 1) {
      const std::int64_t rows = statistic_->rows(left_.data());
      if (rows < bounds_.rows || statistic_->rows(total) - rows < bounds_.rows) return -__builtin_huge_val();
    }
    if (bounds_.weight > 1) {
      const std::int64_t weight = statistic_->weight(left_.data());
      if (weight < bounds_.weight || statistic_->weight(total) - weight < bounds_.weight) return -__builtin_huge_val();
    }
    return statistic_->score(left_.data(), total);
  }

  void scan_bins(std::uint32_t feature, bool has_missing, const std::int64_t* total, AveragedSplit& best) {
    const auto take = [&](std::size_t i, double value, bool missing_left) {
      best.score = value;
      best.feature = feature;
      best.is_categorical = false;
      best.last_left = present_[i];
      best.first_right = i + 1 < present_.size() ? present_[i + 1] : matrix_->bins[feature].bin_count;
      // Without missing values in the node, those to come go where most rows go.
      best.missing_left = has_missing ? missing_left : most_left(total);
    };
    const std::size_t first = has_missing ? 1 : 0;
    if constexpr (Statistic::kIsOneWord) {
      if (!has_missing && !statistic_->entropy && bounds_.weight <= 1) {
        scan_counts(total, best.score, take);
        return;
      }
    }
    const auto pass = [&](std::size_t end, bool missing_left) {
      clear(left_.data());
      if (missing_left) add_left(cell(kMissingBin));
      for (std::size_t i = first; i < end; ++i) {
        add_left(cell(present_[i]));
        const double value = score(total);
        if (value > best.score) take(i, value, missing_left);
      }
    };
    pass(has_missing ? present_.size() : present_.size() - 1, false);
    if (has_missing) pass(present_.size() - 1, true);
  }

  // The same for Gini's impurity of two classes without bounds. Most bins are seen to be worse without a division.
  template <typename Take>
  void scan_counts(const std::int64_t* total, const double& best_score, Take&& take) {
    const std::int64_t all_n = statistic_->draws(total);
    const std::int64_t all_a = statistic_->ones(total);
    std::int64_t sums = 0;
    double bound = best_score > 0 ? best_score * (1 - 1e-9) : best_score;
    const std::size_t end = present_.size() - 1;
    const std::int64_t* const cells = cells_.data();
    const std::uint32_t* const present = present_.data();
    for (std::size_t i = 0; i < end; ++i) {
      sums += cells[present[i]];
      const std::int64_t n = sums & 0xffffffff;
      const auto difference = static_cast<double>((sums >> 32) * all_n - all_a * n);
      const auto sides = static_cast<double>(n * (all_n - n));
      if (!(difference * difference > bound * sides)) continue;
      const double value = difference * difference / sides;
      if (!(value > best_score)) continue;
      left_[0] = sums;
      take(i, value, false);
      bound = value * (1 - 1e-9);
    }
  }

  // Sorted by the mean of the target, some prefix is the best of all subsets (Breiman et al. 1984; Fisher 1958) with
  // two classes and squared error. Missing is a category like others.
  void scan_categories(std::uint32_t feature, const std::int64_t* total, AveragedSplit& best) {
    order_ = present_;
    keys_.resize(matrix_->bins[feature].bin_count);
    for (const std::uint32_t bin : order_) keys_[bin] = statistic_->key(cell(bin), total);
    std::sort(order_.begin(), order_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return keys_[a] < keys_[b] || (keys_[a] == keys_[b] && a < b); });
    clear(left_.data());
    std::size_t best_end = 0;
    double best_score = best.score;
    bool best_most_left = false;
    for (std::size_t i = 0; i + 1 < order_.size(); ++i) {
      add_left(cell(order_[i]));
      const double value = score(total);
      if (!(value > best_score)) continue;
      best_score = value;
      best_end = i + 1;
      best_most_left = most_left(total);
    }
    if (best_end > 0) take_categories(feature, best_score, best_end, best_most_left, best);
  }

  // The first `end` bins of order_ go left.
  void take_categories(std::uint32_t feature, double value, std::size_t end, bool most_left, AveragedSplit& best) {
    best.score = value;
    best.feature = feature;
    best.is_categorical = true;
    best.left_bins.assign(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(end));
    std::sort(best.left_bins.begin(), best.left_bins.end());
    const bool has_missing = present_.front() == kMissingBin;
    best.missing_left = has_missing ? best.left_bins.front() == kMissingBin : most_left;
    if (best.left_bins.front() == kMissingBin) best.left_bins.erase(best.left_bins.begin());
  }

  // A threshold uniform between the node's lowest and highest value (Geurts, Ernst and Wehenkel 2006), as the boundary
  // of bins nearest to it. Missing values go where the score is better. Whether the feature varies in the node.
  bool draw_threshold(std::uint32_t feature, const Entry* entries, std::size_t count, const std::int64_t* total,
                      NodeRandom& random, AveragedSplit& best) {
    bool varies = false;
    with_bins(*matrix_, narrow_, feature, entries, count, scratch_, [&](auto bin_at) {
      // Bin 0 is above all others here.
      std::uint32_t low = ~0u;
      std::uint32_t high = 0;
      std::uint32_t last = 0;
      own_bins_.resize(count);
      std::uint16_t* const own_bins = own_bins_.data();
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t bin = bin_at(i);
        own_bins[i] = static_cast<std::uint16_t>(bin);
        low = std::min(low, bin - 1);
        last = std::max(last, bin - 1);
        high = std::max(high, bin);
      }
      const bool has_missing = last == ~0u;
      varies = has_missing ? high > 0 : low + 1 < high;
      if (!varies) return;
      low += 1;
      const double drawn = random.unit();
      // One real bin: missing values against the others.
      const std::uint32_t threshold =
          low < high ? boundary_at(matrix_->bins[feature], low, high, drawn) : matrix_->bins[feature].bin_count - 1;
      sum_sides(entries, count, threshold, has_missing);
      const std::size_t width = statistic_->width();
      for (const bool missing_left : {false, true}) {
        if (missing_left && (!has_missing || low == high)) break;
        std::copy_n(sides_.data(), width, left_.data());
        if (missing_left) add_left(sides_.data() + width);
        const double value = score(total);
        if (!(value > best.score)) continue;
        best.score = value;
        best.feature = feature;
        best.is_categorical = false;
        best.threshold_bin = threshold;
        best.missing_left = has_missing ? missing_left : most_left(total);
      }
    });
    return varies;
  }

  // sides_: the sums of own_bins_ left of a threshold, and of those missing.
  void sum_sides(const Entry* entries, std::size_t count, std::uint32_t threshold, bool has_missing) {
    const Statistic statistic = *statistic_;
    const std::size_t width = statistic.width();
    sides_.assign(2 * width, 0);
    const std::uint16_t* const bins = own_bins_.data();
    if constexpr (requires { Statistic::add_masked(sides_.data(), *entries, 0); }) {
      std::int64_t left[Statistic::width()] = {};
      for (std::size_t i = 0; i < count; ++i) {
        Statistic::add_masked(left, entries[i], -std::int64_t{bins[i] - 1u < threshold});
      }
      std::copy_n(left, width, sides_.data());
      if (!has_missing) return;
      for (std::size_t i = 0; i < count; ++i) {
        Statistic::add_masked(sides_.data() + width, entries[i], -std::int64_t{bins[i] == kMissingBin});
      }
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        if (bins[i] <= threshold) statistic.add(sides_.data() + (bins[i] == kMissingBin ? width : 0), entries[i]);
      }
    }
  }

  // The bin, low ≤ bin < high, whose upper bound is nearest to the value a share of the way from low to high. The
  // outermost bins are taken to be as wide as their neighbours.
  static std::uint32_t boundary_at(const FeatureBins& bins, std::uint32_t low, std::uint32_t high, double share) {
    const std::vector<double>& upper = bins.upper_bounds;  // of bin b: upper[b - 1]
    const auto centre = [&](std::uint32_t bin) {
      const std::size_t last = upper.size();
      if (upper.size() == 1) return bin == 1 ? upper[0] - 1 : upper[0] + 1;
      if (bin == 1) return upper[0] - (upper[1] - upper[0]) / 2;
      if (bin == last + 1) return upper[last - 1] + (upper[last - 1] - upper[last - 2]) / 2;
      return upper[bin - 2] + (upper[bin - 1] - upper[bin - 2]) / 2;
    };
    const double from = centre(low);
    const double value = from + share * (centre(high) - from);
    const auto begin = upper.begin() + (low - 1);
    const auto end = upper.begin() + (high - 2);
    auto at = std::lower_bound(begin, end, value);
    if (at != begin && value - *(at - 1) < *at - value) --at;
    return low + static_cast<std::uint32_t>(at - begin);
  }

  // Each category of the node goes to a side by chance, both sides having one.
  void draw_categories(std::uint32_t feature, const std::int64_t* total, NodeRandom& random, AveragedSplit& best) {
    order_ = present_;
    const auto count = static_cast<std::uint32_t>(order_.size());
    for (std::uint32_t i = 0; i + 1 < count; ++i) std::swap(order_[i], order_[i + random.below(count - i)]);
    std::size_t end = 1;  // the first goes left, the last right, the others by a coin
    for (std::uint32_t i = 1; i + 1 < count; ++i) {
      if (random.below(2) == 0) std::swap(order_[end++], order_[i]);
    }
    clear(left_.data());
    for (std::size_t i = 0; i < end; ++i) add_left(cell(order_[i]));
    const double value = score(total);
    if (value > best.score) take_categories(feature, value, end, most_left(total), best);
  }

  // Nodes of more rows check for cancellation at every feature.
  static constexpr std::size_t kCheckedRows = 65'536;

  const BinnedMatrix* matrix_;
  const Statistic* statistic_;
  SideBounds bounds_;
  bool random_thresholds_;
  NarrowColumns narrow_{};
  std::vector<std::int64_t> cells_;      // [most bins][width]
  std::vector<std::uint64_t> touched_;   // a bit a bin
  std::vector<std::int64_t> left_;       // [width]
  std::vector<std::int64_t> sides_;      // [2][width]
  std::vector<std::uint16_t> own_bins_;  // of the node's rows
  std::vector<std::uint32_t> present_;   // bins of the node, ascending
  std::vector<std::uint32_t> order_;
  std::vector<double> keys_;
  std::vector<std::uint16_t> scratch_;
  std::vector<std::uint32_t> drawn_;  // all features; its first ones are this node's
  std::vector<std::uint32_t> swaps_;
};

}  // namespace millrace::trees
