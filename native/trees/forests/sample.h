// The rows that one tree is grown on, and what they count.
#pragma once

#include <cstdint>
#include <vector>

#include "trees/forests/forest_options.h"

namespace millrace::trees {

struct ForestRows {
  std::int64_t row_count = 0;
  const double* target = nullptr;  // [row_count]: class indices, or values
  const double* weight = nullptr;  // [row_count], or null for 1 each
};

// Rows that a bootstrap of these options draws.
std::int64_t draws_of(const ForestOptions& options, std::int64_t row_count);

// How often each row is drawn for a tree: with replacement, or once each without bootstrap. Depends on seed and tree
// alone.
void draw_rows(const ForestOptions& options, std::int64_t row_count, std::uint32_t tree,
               std::vector<std::uint32_t>& draws);

// The factor of each class, or empty for 1 each. `draws` may be null: every row once.
std::vector<double> class_factors(const ForestOptions& options, const ForestRows& rows,
                                  const std::vector<std::uint32_t>* draws);

}  // namespace millrace::trees
