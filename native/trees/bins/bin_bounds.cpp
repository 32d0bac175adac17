#include "trees/bins/bin_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace millrace::trees {

namespace {

// Positions in `seen` at which a new bin begins, the first one aside.
std::vector<std::size_t> cuts_of(const WeightedValues& seen, std::int64_t total, std::uint32_t max_bins,
                                 std::int64_t min_samples_bin) {
  std::vector<std::size_t> cuts;
  const std::size_t count = seen.values.size();
  const std::int64_t least = std::max<std::int64_t>(1, min_samples_bin);
  std::int64_t in_bin = 0;
  if (count <= max_bins) {
    std::int64_t left = total;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      in_bin += seen.counts[i];
      left -= seen.counts[i];
      if (in_bin < least || left < least) continue;
      cuts.push_back(i + 1);
      in_bin = 0;
    }
    return cuts;
  }
  const auto most =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(total / least, 1, static_cast<std::int64_t>(max_bins)));
  // Values that fill a bin by themselves have one; the others share what is left.
  const double mean = static_cast<double>(total) / most;
  std::vector<bool> fills(count);
  std::uint32_t other_bins = most;
  std::int64_t others = total;
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<double>(seen.counts[i]) < mean) continue;
    fills[i] = true;
    --other_bins;
    others -= seen.counts[i];
  }
  double share = static_cast<double>(others) / std::max(1u, other_bins);
  std::int64_t left = total;
  for (std::size_t i = 0; i + 1 < count && cuts.size() + 1 < most; ++i) {
    in_bin += seen.counts[i];
    left -= seen.counts[i];
    if (!fills[i]) others -= seen.counts[i];
    const bool is_full = fills[i] || fills[i + 1] || static_cast<double>(in_bin) >= share;
    if (!is_full || in_bin < least || left < least) continue;
    // A few values before one that fills a bin go with those before them.
    const bool is_rest = !fills[i] && fills[i + 1] && static_cast<double>(in_bin) < share / 2;
    if (is_rest && !cuts.empty() && !fills[cuts.back() - 1]) {
      cuts.back() = i + 1;
    } else {
      cuts.push_back(i + 1);
      // What bins so far took too much or too little is spread over the rest.
      if (!fills[i] && other_bins > 1) --other_bins;
    }
    in_bin = 0;
    if (!fills[i]) share = static_cast<double>(others) / std::max(1u, other_bins);
  }
  return cuts;
}

void set_bounds(FeatureBins& bins, const WeightedValues& seen, const std::vector<std::size_t>& cuts) {
  for (const std::size_t cut : cuts) bins.upper_bounds.push_back(halfway(seen.values[cut - 1], seen.values[cut]));
  bins.bin_count = static_cast<std::uint32_t>(seen.values.empty() ? 1 : cuts.size() + 2);
}

std::int64_t sum_of(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

}  // namespace

double halfway(double a, double b) {
  double middle = (a + b) / 2;
  if (!std::isfinite(middle)) middle = a / 2 + b / 2;
  return a <= middle && middle < b ? middle : a;
}

FeatureBins numeric_bins(const WeightedValues& seen, std::int64_t missing_count, const BinOptions& options) {
  FeatureBins bins;
  bins.has_missing = missing_count > 0;
  set_bounds(bins, seen, cuts_of(seen, sum_of(seen.counts), options.max_bins, options.min_samples_bin));
  return bins;
}

FeatureBins sparse_bins(WeightedValues seen, std::int64_t zero_count, const BinOptions& options,
                        std::uint32_t& zero_bin) {
  FeatureBins bins;
  const auto begin = std::lower_bound(seen.values.begin(), seen.values.end(), 0.0);
  const auto end = std::upper_bound(begin, seen.values.end(), 0.0);
  const auto at = begin - seen.values.begin(), after = end - seen.values.begin();
  WeightedValues below, above;
  below.values.assign(seen.values.begin(), begin);
  below.counts.assign(seen.counts.begin(), seen.counts.begin() + at);
  above.values.assign(end, seen.values.end());
  above.counts.assign(seen.counts.begin() + after, seen.counts.end());
  zero_count += std::accumulate(seen.counts.begin() + at, seen.counts.begin() + after, std::int64_t{0});
  const std::int64_t below_count = sum_of(below.counts), above_count = sum_of(above.counts);
  const std::int64_t total = below_count + above_count;
  zero_bin = 1;
  bins.bin_count = total + zero_count > 0 ? 2 : 1;
  if (total == 0) return bins;
  // Each side of 0 has bins by its share of the rows.
  const std::uint32_t most = std::max(1u, options.max_bins - 1);
  auto below_most = static_cast<std::uint32_t>(static_cast<double>(most) * static_cast<double>(below_count) /
                                               static_cast<double>(total));
  if (below_count > 0) below_most = std::max(1u, below_most);
  if (above_count > 0) below_most = std::min(below_most, most - 1);
  const std::int64_t least = std::max<std::int64_t>(1, options.min_samples_bin);
  const bool has_below = below_count >= least && below_most > 0, has_above = above_count >= least;
  if (has_below) {
    for (const std::size_t cut : cuts_of(below, below_count, below_most, least)) {
      bins.upper_bounds.push_back(halfway(below.values[cut - 1], below.values[cut]));
    }
    bins.upper_bounds.push_back(halfway(below.values.back(), 0));
    zero_bin = static_cast<std::uint32_t>(bins.upper_bounds.size() + 1);
  }
  if (has_above) {
    bins.upper_bounds.push_back(halfway(0, above.values.front()));
    for (const std::size_t cut : cuts_of(above, above_count, most - below_most, least)) {
      bins.upper_bounds.push_back(halfway(above.values[cut - 1], above.values[cut]));
    }
  }
  bins.bin_count = static_cast<std::uint32_t>(bins.upper_bounds.size() + 2);
  return bins;
}

FeatureBins category_bins(const std::vector<std::int64_t>& counts, std::int64_t missing_count,
                          const BinOptions& options) {
  FeatureBins bins;
  bins.kind = FeatureBins::Kind::categorical;
  bins.has_missing = missing_count > 0;
  bins.bin_of_category.assign(counts.size(), kMissingBin);
  std::vector<std::size_t> kept;
  const std::int64_t least = std::max<std::int64_t>(1, options.min_samples_bin);
  for (std::size_t code = 0; code < counts.size(); ++code) {
    if (counts[code] >= least) {
      kept.push_back(code);
    } else if (counts[code] > 0) {
      bins.has_missing = true;
    }
  }
  bool has_shared = false;
  if (kept.size() > kMostCategoryBins) {
    const auto border = kept.begin() + kMostCategoryBins - 1;
    std::nth_element(kept.begin(), border, kept.end(), [&](std::size_t a, std::size_t b) {
      return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
    });
    for (auto rare = border; rare != kept.end(); ++rare) bins.bin_of_category[*rare] = kMostCategoryBins;
    kept.erase(border, kept.end());
    std::sort(kept.begin(), kept.end());
    has_shared = true;
  }
  for (const std::size_t code : kept) bins.bin_of_category[code] = bins.bin_count++;
  if (has_shared) ++bins.bin_count;
  return bins;
}

std::uint32_t bin_of_number(const FeatureBins& bins, double value) {
  if (std::isnan(value) || bins.bin_count < 2) return kMissingBin;
  const auto at = std::lower_bound(bins.upper_bounds.begin(), bins.upper_bounds.end(), value);
  return static_cast<std::uint32_t>(1 + (at - bins.upper_bounds.begin()));
}

double threshold_of(const FeatureBins& bins, std::uint32_t threshold_bin) {
  if (threshold_bin == 0) return -std::numeric_limits<double>::infinity();
  if (threshold_bin > bins.upper_bounds.size()) return std::numeric_limits<double>::max();
  return bins.upper_bounds[threshold_bin - 1];
}

std::vector<std::uint32_t> codes_of(const FeatureBins& bins, const std::vector<std::uint32_t>& left_bins,
                                    bool missing_left) {
  std::vector<std::uint32_t> codes;
  for (std::size_t code = 0; code < bins.bin_of_category.size(); ++code) {
    const std::uint32_t bin = bins.bin_of_category[code];
    const bool goes_left =
        bin == kMissingBin ? missing_left : std::binary_search(left_bins.begin(), left_bins.end(), bin);
    if (goes_left) codes.push_back(static_cast<std::uint32_t>(code));
  }
  return codes;
}

}  // namespace millrace::trees
