// Bins as clusters of numbers.
#pragma once

#include <vector>

#include "transforms/sorted_numbers.h"

namespace millrace {

// The centres, ascending, that Lloyd's method finds for the numbers from centres in the middle of `count` even bins:
// as scikit-learn's KMeans (tolerance 1e-4 of the variance, at most 300 rounds; a cluster that runs empty moves to the
// number farthest from its own centre). In one dimension a cluster is a stretch of the sorted numbers, so a round costs
// `count` searches and no pass over them.
std::vector<double> cluster_centres(const SortedNumbers& numbers, std::size_t count);

}  // namespace millrace
