#include "transforms/number_quantiles.h"

#include <algorithm>
#include <cmath>

#include "trees/bins/number_keys.h"

namespace millrace {

namespace {

constexpr std::size_t kSketchCapacity = 8'192;
constexpr std::size_t kSketchExact = 65'536;

}  // namespace

void NumberQuantiles::update(const double* numbers, std::size_t count) {
  for (std::size_t begin = 0; begin < count;) {
    // Up to the limit and one more: the sketch begins at the same number for any batching.
    const std::size_t room = sketch_ ? limit_ + 1 : limit_ + 1 - held_.size();
    const std::size_t end = std::min(count, begin + room);
    const std::size_t first = held_.size();
    held_.resize(first + (end - begin));
    std::uint64_t* out = held_.data() + first;
    for (; begin < end; ++begin) {
      *out = trees::key_of(numbers[begin]);
      out += !std::isnan(numbers[begin]);
    }
    held_.resize(static_cast<std::size_t>(out - held_.data()));
    if (sketch_ || held_.size() > limit_) spill();
  }
}

void NumberQuantiles::spill() {
  if (!sketch_) sketch_.emplace(kSketchCapacity, kSketchExact);
  sketch_->update(held_.data(), held_.size());
  held_.clear();
}

void NumberQuantiles::merge(NumberQuantiles& next) {
  if (next.sketch_) {
    spill();
    sketch_->merge(std::move(*next.sketch_));
  } else {
    held_.insert(held_.end(), next.held_.begin(), next.held_.end());
    if (sketch_ || held_.size() > limit_) spill();
  }
}

SortedNumbers NumberQuantiles::finish() {
  SortedNumbers sorted;
  if (sketch_) {
    sorted.is_exact = sketch_->is_exact();
    trees::WeightedValues weighted = sketch_->finish();
    sorted.values = std::move(weighted.values);
    std::int64_t end = 0;
    sorted.ends.reserve(weighted.counts.size());
    for (const std::int64_t count : weighted.counts) sorted.ends.push_back(end += count);
    return sorted;
  }
  std::vector<std::uint64_t> scratch(held_.size());
  trees::radix_sort(held_.data(), scratch.data(), held_.size());
  sorted.values.reserve(held_.size());
  for (const std::uint64_t key : held_) sorted.values.push_back(trees::number_of(key));
  held_ = {};
  return sorted;
}

void QuantilesFold::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in);
  state->update(numbers.data(), numbers.size());
}

}  // namespace millrace
