// Turns float gradients into the integers that trees are grown on.
#pragma once

#include "trees/boost/labels.h"
#include "trees/boost/row_sampling.h"
#include "trees/grow/gradients.h"

namespace millrace::trees {

// Steps are such that all rows but at most about one in 128 fill `bits` (2 … 16, sign included for gradients); the few
// beyond become outliers, whole integers of the same steps. Where no value is more than 4 times what those rows need,
// the steps are as wide as the largest needs and there are no outliers. Neither depends on the number of rows.
//
// gradients f32[row_count], and hessians likewise or null where all are 1. `index` sets the random numbers of this
// tree apart from those of others. Throws Error(VALUE_INFINITE) when a gradient is not finite.
void quantise(const float* gradients, const float* hessians, std::size_t row_count, const RowSample& sample, int bits,
              std::uint64_t seed, std::uint64_t index, QuantisedGradients& out, const RunContext& context);

}  // namespace millrace::trees
