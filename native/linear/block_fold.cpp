#include "linear/block_fold.h"

#include <algorithm>

namespace millrace {

namespace {
constexpr std::size_t kMaxLanes = 16;
constexpr std::size_t kLaneBudgetBytes = std::size_t{256} << 20;
constexpr std::size_t kChunk = 8192;  // values a thread folds at a time
}  // namespace

BlockFold::BlockFold(std::size_t block_count, std::size_t size)
    : block_count_(block_count), size_(size), stride_((size + 15) / 16 * 16) {
  const std::size_t affordable = kLaneBudgetBytes / std::max<std::size_t>(1, stride_ * sizeof(double));
  lane_count_ = std::clamp<std::size_t>(std::min(block_count, affordable), 1, kMaxLanes);
  lanes_.resize(lane_count_ * stride_);
}

const double* BlockFold::run(const RunContext& context,
                             const std::function<void(std::size_t, std::size_t, double*)>& add) {
  parallel_for(context, lane_count_, [&](std::size_t lane) {
    double* sums = lanes_.data() + lane * stride_;
    std::fill_n(sums, stride_, 0.0);
    for (std::size_t block = lane; block < block_count_; block += lane_count_) {
      context.check();
      add(block, lane, sums);
    }
  });
  const auto fold = [&](std::size_t chunk) {
    const std::size_t end = std::min(size_, (chunk + 1) * kChunk);
    for (std::size_t lane = 1; lane < lane_count_; ++lane) {
      const double* sums = lanes_.data() + lane * stride_;
      for (std::size_t i = chunk * kChunk; i < end; ++i) lanes_[i] += sums[i];
    }
  };
  const std::size_t chunks = (size_ + kChunk - 1) / kChunk;
  if (lane_count_ > 1) {
    if (chunks > 4) {
      parallel_for(context, chunks, fold);
    } else {
      for (std::size_t chunk = 0; chunk < chunks; ++chunk) fold(chunk);
    }
  }
  return lanes_.data();
}

}  // namespace millrace
