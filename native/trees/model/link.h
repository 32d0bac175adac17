// From sums of leaf values to predictions.
#pragma once

#include <cstdint>

#include "trees/model/forest.h"

namespace millrace::trees {

// Numbers a row is predicted: two probabilities where the forest has one output of a sigmoid, else one an output.
std::int32_t prediction_width(const Forest& forest);

// What the sum of an output begins with.
double first_sum(const Forest& forest, std::size_t output);

// sums[row_count][output_count] to scores: base + scale times the sum. `trees` of the forest's trees were added: where
// a forest averages, it averages over those.
void finish_scores(const Forest& forest, std::size_t trees, std::int64_t row_count, double* sums);

// scores[row_count][output_count] to predictions[row_count][prediction_width].
void apply_link(const Forest& forest, const double* scores, std::int64_t row_count, double* predictions);

}  // namespace millrace::trees
