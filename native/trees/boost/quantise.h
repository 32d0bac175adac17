// Turns float gradients into the integers that trees are grown on.
#pragma once

#include <functional>

#include "trees/boost/labels.h"
#include "trees/boost/row_sampling.h"
#include "trees/grow/gradients.h"

namespace millrace::trees {

// The float gradients and hessians of the training rows: kept, or derived stretch by stretch when they are rounded, so
// that they never leave the first cache.
struct RowDerivatives {
  std::size_t row_count = 0;
  bool has_hessians = false;         // otherwise all are 1
  const float* gradients = nullptr;  // f32[row_count] where kept …
  const float* hessians = nullptr;   // … and these, unless all are 1
  // Otherwise writes those of the rows [begin, end) to f32[end - begin]; hessians is null where all are 1.
  std::function<void(std::size_t begin, std::size_t end, float* gradients, float* hessians)> derive;
};

// Steps are such that all rows but at most about one in 128 fill `bits` (2 … 16, sign included for gradients); the few
// beyond become outliers, whole integers of the same steps. Where no value is more than 4 times what those rows need,
// the steps are about as wide as the largest needs and there are hardly any outliers. Steps come from 32,768 rows,
// evenly spread, and from all of them where those say too little; they don't depend on the number of rows.
//
// `index` sets the random numbers of this tree apart from those of others. Throws Error(VALUE_INFINITE) when a gradient
// is not finite.
void quantise(const RowDerivatives& derivatives, const RowSample& sample, int bits, std::uint64_t seed,
              std::uint64_t index, QuantisedGradients& out, const RunContext& context);

}  // namespace millrace::trees
