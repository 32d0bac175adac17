#include "trees/grow/split.h"

#include <algorithm>
#include <cmath>

namespace millrace::trees {

namespace {

double soft(double gradient, double l1) {
  if (l1 == 0) return gradient;
  const double rest = std::fabs(gradient) - l1;
  return rest <= 0 ? 0.0 : std::copysign(rest, gradient);
}

double bounded_value(double gradient, double hessian, double l2, double lower, double upper,
                     const GrowOptions& options) {
  const double divisor = hessian + l2;
  double value = divisor > 0 ? -soft(gradient, options.l1) / divisor : 0.0;
  if (options.max_delta_step > 0) value = std::clamp(value, -options.max_delta_step, options.max_delta_step);
  return std::clamp(value, lower, upper);
}

}  // namespace

double leaf_value(double gradient, double hessian, double lower, double upper, const GrowOptions& options) {
  return bounded_value(gradient, hessian, options.l2, lower, upper, options);
}

double SplitSearch::value(const BinSum& side) const {
  return leaf_value(static_cast<double>(side.gradient) * gradient_step_,
                    static_cast<double>(side.hessian) * hessian_step_, node_.lower, node_.upper, options_);
}

double SplitSearch::side_gain(const BinSum& side, double l2) const {
  const double gradient = static_cast<double>(side.gradient) * gradient_step_;
  const double hessian = static_cast<double>(side.hessian) * hessian_step_;
  const double pull = soft(gradient, options_.l1);
  if (!is_bounded_) return hessian + l2 > 0 ? pull * pull / (hessian + l2) : 0.0;
  const double value = bounded_value(gradient, hessian, l2, node_.lower, node_.upper, options_);
  // The objective itself: a bound may push the value past zero, where l1 pulls the other way.
  return -(2 * (gradient * value + options_.l1 * std::fabs(value)) + (hessian + l2) * value * value);
}

void SplitSearch::begin(const SplitNode& node) {
  node_ = node;
  node_gain_ = side_gain(node.total, options_.l2);
  // A gain below the rounding of the sums it is the difference of is none.
  least_gain_ = std::max(options_.min_split_gain, 1e-12 * std::fabs(node_gain_));
}

bool SplitSearch::offer(std::uint32_t feature, const BinSum& left, double l2, int direction, Split& best) const {
  const BinSum right = node_.total - left;
  if (!admits(left) || !admits(right)) return false;
  const double gain = side_gain(left, l2) + side_gain(right, l2) - node_gain_;
  if (!(gain > least_gain_)) return false;
  if (best.found && !(gain > best.gain || (gain == best.gain && feature < best.feature))) return false;
  if (direction != 0 && (direction > 0 ? value(left) > value(right) : value(left) < value(right))) return false;
  best.found = true;
  best.feature = feature;
  best.gain = gain;
  best.left = left;
  return true;
}

void SplitSearch::numeric(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count, Split& best) const {
  const int direction = options_.monotone.empty() ? 0 : options_.monotone[feature];
  const BinSum missing = bins[kMissingBin];
  const auto take = [&](std::uint32_t bin, bool missing_left) {
    best.is_categorical = false;
    best.threshold_bin = bin;
    best.missing_left = missing_left;
    best.left_bins.clear();
  };
  const std::int64_t real_count = node_.total.count - missing.count;
  BinSum left;
  for (std::uint32_t bin = 1; bin < bin_count; ++bin) {
    left += bins[bin];
    if (left.count == 0 || left.count == real_count) continue;
    if (offer(feature, left, options_.l2, direction, best)) {
      // Missing values that the node has not seen go with the many.
      take(bin, missing.count == 0 && 2 * left.count > node_.total.count);
    }
    if (missing.count > 0 && offer(feature, left + missing, options_.l2, direction, best)) take(bin, true);
  }
  // Real values against missing ones, which have no place in the order that a constraint speaks of.
  if (missing.count > 0 && offer(feature, left, options_.l2, 0, best)) take(bin_count - 1, false);
}

void SplitSearch::take_categories(std::uint32_t feature, const std::uint32_t* left, std::size_t count,
                                  bool node_has_missing, Split& best) const {
  best.feature = feature;
  best.is_categorical = true;
  best.threshold_bin = 0;
  best.left_bins.assign(left, left + count);
  std::sort(best.left_bins.begin(), best.left_bins.end());
  best.missing_left =
      node_has_missing ? best.left_bins.front() == kMissingBin : 2 * best.left.count > node_.total.count;
  if (best.left_bins.front() == kMissingBin) best.left_bins.erase(best.left_bins.begin());
}

void SplitSearch::one_versus_rest(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count,
                                  Split& best) const {
  for (std::uint32_t bin = 0; bin < bin_count; ++bin) {
    if (bins[bin].count > 0 && offer(feature, bins[bin], options_.l2, 0, best)) {
      take_categories(feature, &bin, 1, bins[kMissingBin].count > 0, best);
    }
  }
}

void SplitSearch::categorical(std::uint32_t feature, const BinSum* bins, std::uint32_t bin_count, Split& best) {
  if (static_cast<std::int64_t>(bin_count) - 1 <= options_.one_versus_rest_up_to) {
    one_versus_rest(feature, bins, bin_count, best);
    return;
  }
  // Missing values are a category like others. Those of few rows say little: they stay on the right.
  categories_.clear();
  for (std::uint32_t bin = 0; bin < bin_count; ++bin) {
    const BinSum& sum = bins[bin];
    if (sum.count == 0 || static_cast<double>(sum.count) < options_.category_smoothing) continue;
    const double hessian = static_cast<double>(sum.hessian) * hessian_step_ + options_.category_smoothing;
    const double gradient = static_cast<double>(sum.gradient) * gradient_step_;
    categories_.push_back({hessian > 0 ? gradient / hessian : 0.0, bin});
  }
  std::sort(categories_.begin(), categories_.end(),
            [](const Category& a, const Category& b) { return a.key < b.key || (a.key == b.key && a.bin < b.bin); });
  const std::size_t used = categories_.size();
  const auto most =
      std::min<std::size_t>(static_cast<std::size_t>(std::max(options_.most_split_categories, 0)), (used + 1) / 2);
  const double l2 = options_.l2 + options_.category_l2;
  for (const bool ascending : {true, false}) {
    BinSum left;
    std::int64_t group = 0;
    left_.clear();
    for (std::size_t i = 0; i < most; ++i) {
      const std::uint32_t bin = categories_[ascending ? i : used - 1 - i].bin;
      left_.push_back(bin);
      left += bins[bin];
      group += bins[bin].count;
      if (!admits(left)) continue;
      const BinSum right = node_.total - left;
      if (!admits(right) || right.count < options_.min_samples_category) break;
      if (group < options_.min_samples_category) continue;
      group = 0;
      if (offer(feature, left, l2, 0, best)) {
        take_categories(feature, left_.data(), left_.size(), bins[kMissingBin].count > 0, best);
      }
    }
  }
}

}  // namespace millrace::trees
