// How the values of a feature are cut into bins, from what the first pass counted; and bins back to real units.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/bins/quantile_sketch.h"

namespace millrace::trees {

struct BinOptions {
  std::uint32_t max_bins = 255;      // real bins of a numeric feature: 2 … 65,535
  std::int64_t min_samples_bin = 3;  // rows that a bin holds at least; rarer categories are taken as unseen
  // Rows that a leaf will hold at least: a sparse feature that no split could use keeps nothing (as LightGBM's
  // feature_pre_filter).
  std::int64_t min_samples_leaf = 1;
};

// Real bins of a categorical feature, whatever max_bins: more than a narrow column holds go to a wide one.
inline constexpr std::uint32_t kMostCategoryBins = kMostBins - 1;

// A number between a and b for a < b: a ≤ it < b, halfway as near as float64 says.
double halfway(double a, double b);

// Bins of as equal a count as the values allow. A value that fills a bin by itself has one, and bounds lie halfway
// between neighbouring values (as LightGBM's greedy binning). missing_count: rows without a value.
FeatureBins numeric_bins(const WeightedValues& seen, std::int64_t missing_count, const BinOptions& options);

// The same where most rows are 0 and not stored: 0 has a bin of its own, the one that is given back in zero_bin.
// seen: the values that are not 0; zero_count: rows that are.
FeatureBins sparse_bins(WeightedValues seen, std::int64_t zero_count, const BinOptions& options,
                        std::uint32_t& zero_bin);

// A bin for each category of at least min_samples_bin rows, in the order of the codes; those of fewer are in bin 0, as
// unseen categories are. Where there are more than kMostCategoryBins, the rarest of them share the last bin.
FeatureBins category_bins(const std::vector<std::int64_t>& counts, std::int64_t missing_count,
                          const BinOptions& options);

// The bin of a number: NaN gives kMissingBin.
std::uint32_t bin_of_number(const FeatureBins& bins, double value);

// The threshold of the split that sends bins 1 … threshold_bin left: left when x ≤ it.
double threshold_of(const FeatureBins& bins, std::uint32_t threshold_bin);

// The codes that a split sends left, ascending: those whose bin is in left_bins (ascending), and where missing values
// go left those too that are rare enough to count as missing.
std::vector<std::uint32_t> codes_of(const FeatureBins& bins, const std::vector<std::uint32_t>& left_bins,
                                    bool missing_left);

}  // namespace millrace::trees
