// Percentiles of weighted values.
#pragma once

#include <utility>
#include <vector>

namespace millrace::trees {

// The value below which a share of the weight lies, of pairs (value, weight); reorders them, and leaves out those that
// weigh nothing. Where all weights are equal it lies between two values in proportion, as numpy.percentile's; else it
// is the first value up to which the share of the weight is reached (inverted_cdf, as scikit-learn's losses have it).
// 0 when there are none.
double weighted_percentile(std::vector<std::pair<double, double>>& values, double share);

}  // namespace millrace::trees
