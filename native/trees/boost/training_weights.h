// How much each row counts in training: not at all where it is held back, else by its own weight and its class's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trees/boost/booster.h"

namespace millrace::trees {

// held[training_end]: 1 for rows, or whole groups when there are any, that are drawn to be held back; empty when none
// is asked for.
std::vector<std::uint8_t> draw_held(const BoosterRows& rows, const BoosterOptions& options, std::size_t training_end);

// weights[training_end], empty when every row weighs 1. Throws Error(WEIGHT_INVALID), naming the row, unless weights
// are from 0 to 1e30 and some are above 0.
std::vector<float> training_weights(const BoosterRows& rows, const BoosterOptions& options, std::size_t training_end,
                                    const std::vector<std::uint8_t>& held);

}  // namespace millrace::trees
