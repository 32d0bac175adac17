#include "profile/number_summary.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

constexpr std::size_t kMostBins = 40;
constexpr double kFence = 1.5;

// Different numbers, ascending, and how many there are of each and of all before.
struct Sorted {
  std::vector<double> values;
  std::vector<std::int64_t> through;  // numbers up to and with this value

  // pairs: ascending by number
  explicit Sorted(const std::vector<std::pair<double, std::int64_t>>& pairs) {
    std::int64_t total = 0;
    for (const auto& [value, count] : pairs) {
      total += count;
      if (!values.empty() && values.back() == value) {
        through.back() = total;
      } else {
        values.push_back(value);
        through.push_back(total);
      }
    }
  }

  std::int64_t total() const { return through.empty() ? 0 : through.back(); }
  std::int64_t count(std::size_t at) const { return through[at] - (at == 0 ? 0 : through[at - 1]); }
  // The number at a zero-based position of all, repeated ones included.
  double at(std::int64_t position) const {
    const auto found = std::upper_bound(through.begin(), through.end(), position);
    return values[static_cast<std::size_t>(found - through.begin())];
  }
  double quantile(double share) const {
    const double position = share * static_cast<double>(total() - 1);
    const auto below = static_cast<std::int64_t>(std::floor(position));
    const double low = at(below);
    const double high = at(std::min(below + 1, total() - 1));
    return low == high ? low : low + (high - low) * (position - static_cast<double>(below));
  }
  // How many are below a bound, or up to it.
  std::int64_t below(double bound) const {
    const auto found = std::lower_bound(values.begin(), values.end(), bound);
    return found == values.begin() ? 0 : through[static_cast<std::size_t>(found - values.begin()) - 1];
  }
};

double deviation_of(const Sorted& sorted, double median) {
  // Those below the median, turned round, and those above are in order already: they are merged, not sorted.
  const auto& values = sorted.values;
  const auto middle = static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), median) - values.begin());
  std::vector<std::pair<double, std::int64_t>> apart;
  apart.reserve(values.size());
  for (std::size_t below = middle, above = middle; below > 0 || above < values.size();) {
    const bool is_below = above == values.size() || (below > 0 && median - values[below - 1] < values[above] - median);
    const std::size_t at = is_below ? --below : above++;
    apart.emplace_back(std::abs(values[at] - median), sorted.count(at));
  }
  return Sorted(apart).quantile(0.5);
}

// Equal bins over the range: their width by Freedman and Diaconis (1981), at least as many as Sturges wants, and for
// whole numbers a whole number wide.
std::vector<double> edges_of(const Sorted& sorted, double iqr, bool whole) {
  const double low = sorted.values.front(), high = sorted.values.back();
  if (low == high) return {low, high};
  const auto n = static_cast<double>(sorted.total());
  double width = 2 * iqr / std::cbrt(n);
  const double range = high - low;
  const double sturges = range / (std::ceil(std::log2(n)) + 1);
  width = width > 0 ? std::min(width, sturges) : sturges;
  width = std::max(width, range / static_cast<double>(kMostBins));
  if (whole && range < 9e15) {
    width = std::max(1.0, std::ceil(width));
    const auto bins = static_cast<std::size_t>(std::floor(range / width)) + 1;
    std::vector<double> edges;
    // Each bin has its whole numbers in its middle.
    for (std::size_t i = 0; i <= bins; ++i) edges.push_back(low - 0.5 + width * static_cast<double>(i));
    return edges;
  }
  const auto bins = std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(range / width)), 1, kMostBins);
  std::vector<double> edges;
  for (std::size_t i = 0; i <= bins; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(bins);
    edges.push_back(low * (1 - share) + high * share);
  }
  edges.front() = low;
  edges.back() = high;
  return edges;
}

}  // namespace

NumberSummary summarize_numbers(const ColumnProfile& column, const std::vector<std::uint32_t>& rows,
                                const std::vector<double>& shares) {
  std::vector<std::pair<double, std::int64_t>> pairs;
  NumberSummary summary;
  summary.exact = column.values.exact();
  if (summary.exact) {
    for (std::size_t entry = 0; entry < column.values.size(); ++entry) {
      pairs.emplace_back(column.number_of(column.values.key(entry)), column.values.count(entry));
    }
  } else {
    for (const std::uint32_t row : rows) pairs.emplace_back(column.number_of(column.sample[row]), 1);
  }
  std::erase_if(pairs, [](const auto& pair) { return !std::isfinite(pair.first); });
  // A sample may miss the few rows that hold a number at all.
  if (pairs.empty() && column.numbers.moments.count > 0) pairs.emplace_back(column.numbers.lowest.front(), 1);
  if (pairs.empty()) return summary;
  std::sort(pairs.begin(), pairs.end());
  const Sorted sorted(pairs);
  summary.count = sorted.total();
  for (const double share : shares) summary.quantiles.push_back(sorted.quantile(share));
  summary.deviation = deviation_of(sorted, sorted.quantile(0.5));
  const double first = sorted.quantile(0.25), third = sorted.quantile(0.75);
  summary.low_fence = first - kFence * (third - first);
  summary.high_fence = third + kFence * (third - first);
  summary.low_outliers = sorted.below(summary.low_fence);
  const auto above = std::upper_bound(sorted.values.begin(), sorted.values.end(), summary.high_fence);
  const auto within = static_cast<std::size_t>(above - sorted.values.begin());
  summary.high_outliers = sorted.total() - (within == 0 ? 0 : sorted.through[within - 1]);
  summary.low_whisker = *std::lower_bound(sorted.values.begin(), sorted.values.end(), summary.low_fence);
  summary.high_whisker = sorted.values[within == 0 ? 0 : within - 1];
  summary.edges = edges_of(sorted, third - first, column.numbers.fractions == 0);
  summary.counts.resize(summary.edges.size() - 1);
  for (std::size_t i = 0; i < sorted.values.size(); ++i) {
    const auto edge = std::upper_bound(summary.edges.begin() + 1, summary.edges.end() - 1, sorted.values[i]);
    summary.counts[static_cast<std::size_t>(edge - summary.edges.begin()) - 1] += sorted.count(i);
  }
  return summary;
}

}  // namespace millrace
