// What boosting learns: a target for each row of the binned matrix, and how much the row counts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "parallel/pool.h"

namespace millrace::trees {

// Rows that one call of a loop over rows works on. No sum of floats depends on it but those that say so.
inline constexpr std::size_t kLabelBlock = 16'384;

struct Labels {
  std::size_t row_count = 0;
  const double* target = nullptr;  // [row_count]: the class's index, or the value
  // [row_count]: of training rows, the class's weight included and 0 for rows that are not trained on; null: 1 each,
  // and every row is.
  const float* weight = nullptr;
  const double* group = nullptr;  // [row_count]: the index of the row's group; of ranking alone
  std::size_t training_end = 0;   // rows from here on are not trained on

  double weight_of(std::size_t row) const { return weight ? static_cast<double>(weight[row]) : 1.0; }
};

// Calls body(begin, end) for the blocks of [0, count).
inline void for_blocks(const RunContext& context, std::size_t count,
                       const std::function<void(std::size_t, std::size_t)>& body) {
  parallel_for(context, (count + kLabelBlock - 1) / kLabelBlock,
               [&](std::size_t block) { body(block * kLabelBlock, std::min(count, (block + 1) * kLabelBlock)); });
}

// The sums of term(row) over the training rows, for `width` terms a row: by blocks, folded in their order.
inline std::vector<double> sum_over_rows(const RunContext& context, std::size_t count, std::size_t width,
                                         const std::function<void(std::size_t row, double* sums)>& add) {
  const std::size_t blocks = (count + kLabelBlock - 1) / kLabelBlock;
  std::vector<double> sums(blocks * width);
  for_blocks(context, count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) add(row, sums.data() + begin / kLabelBlock * width);
  });
  std::vector<double> total(width);
  for (std::size_t i = 0; i < sums.size(); ++i) total[i % width] += sums[i];
  return total;
}

}  // namespace millrace::trees
