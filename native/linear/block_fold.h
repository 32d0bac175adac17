// Folds the blocks of a matrix into one vector of sums. Block i adds to lane i mod lane_count, in order of i, and the
// lanes are added in order: the sums do not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

#include "linear/objective.h"
#include "parallel/pool.h"

namespace millrace {

class BlockFold {
 public:
  // Sums of `size` values over `block_count` blocks. There are 16 lanes, fewer when there are fewer blocks or when 16
  // copies of the sums would take more than 256 MiB: a rule of the shape alone.
  BlockFold(std::size_t block_count, std::size_t size);

  // Calls add(block, sums) for every block, where sums[size] belong to the block's lane and start at 0, and returns
  // the total[size], valid until the next call. Checks for cancellation before each block.
  const double* run(const RunContext& context,
                    const std::function<void(std::size_t block, std::size_t lane, double* sums)>& add);

  std::size_t lane_count() const { return lane_count_; }

 private:
  std::size_t block_count_;
  std::size_t size_;
  std::size_t stride_;  // of the lanes, padded so that no two share a cache line
  std::size_t lane_count_;
  Vector lanes_;
};

}  // namespace millrace
