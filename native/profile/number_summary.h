// Quantiles, spread, outliers and a histogram of the finite numbers of a column, from its different values with their
// counts where those are all known, else from its sampled rows.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "profile/column_profile.h"

namespace millrace {

struct NumberSummary {
  bool exact = false;                        // from all rows
  std::int64_t count = 0;                    // numbers it was taken from
  std::vector<double> quantiles;             // linear between order statistics (Hyndman and Fan's 7, numpy's default)
  double deviation = 0;                      // median absolute deviation from the median
  double low_fence = 0, high_fence = 0;      // 1.5 interquartile ranges beyond the quartiles (Tukey 1977)
  double low_whisker = 0, high_whisker = 0;  // the most extreme numbers within
  std::int64_t low_outliers = 0, high_outliers = 0;
  std::vector<double> edges;  // of the histogram: one more than counts; the last bin holds its upper edge too
  std::vector<std::int64_t> counts;
};

// shares: of the quantiles wanted, 0 to 1. `rows`: places of the sampled rows, in any order.
NumberSummary summarize_numbers(const ColumnProfile& column, const std::vector<std::uint32_t>& rows,
                                const std::vector<double>& shares);

}  // namespace millrace
