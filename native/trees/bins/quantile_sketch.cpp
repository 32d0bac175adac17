#include "trees/bins/quantile_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace millrace::trees {

namespace {

// Sorting more at a time saves merges; this many doubles fit the second cache.
constexpr std::size_t kSortedBlock = 32'768;

// Adds a value to an ascending list.
void append(WeightedValues& list, double value, std::int64_t count) {
  if (!list.values.empty() && list.values.back() == value) {
    list.counts.back() += count;
    return;
  }
  list.values.push_back(value);
  list.counts.push_back(count);
}

WeightedValues merged(const WeightedValues& a, const WeightedValues& b) {
  WeightedValues out;
  out.values.reserve(a.values.size() + b.values.size());
  out.counts.reserve(a.values.size() + b.values.size());
  std::size_t i = 0, j = 0;
  while (i < a.values.size() || j < b.values.size()) {
    if (j == b.values.size() || (i < a.values.size() && a.values[i] <= b.values[j])) {
      append(out, a.values[i], a.counts[i]);
      ++i;
    } else {
      append(out, b.values[j], b.counts[j]);
      ++j;
    }
  }
  return out;
}

}  // namespace

QuantileSketch::QuantileSketch(std::size_t capacity, std::size_t exact_limit)
    : capacity_(capacity), block_(std::max(capacity, kSortedBlock)), exact_limit_(exact_limit) {}

void QuantileSketch::update(const double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (std::isnan(values[i])) {
      ++missing_count_;
      continue;
    }
    pending_.push_back(values[i] + 0.0);
    if (pending_.size() == block_) flush();
  }
}

void QuantileSketch::flush() {
  if (pending_.empty()) return;
  count_ += static_cast<std::int64_t>(pending_.size());
  std::sort(pending_.begin(), pending_.end());
  if (is_exact_) {
    add_exact(pending_);
    pending_.clear();
    if (exact_.values.size() > exact_limit_) spill();
    return;
  }
  if (pending_.size() < block_) {  // the last ones
    add_run(0, std::exchange(pending_, {}));
    return;
  }
  // One value for each stretch of a block that a run's values stand for.
  const std::size_t step = block_ / capacity_;
  Run run(capacity_);
  for (std::size_t i = 0; i < capacity_; ++i) run[i] = pending_[i * step + step / 2];
  pending_.clear();
  add_run(static_cast<std::size_t>(std::countr_zero(step)), std::move(run));
}

void QuantileSketch::add_exact(const Run& sorted) {
  WeightedValues fresh;
  for (const double value : sorted) append(fresh, value, 1);
  exact_ = exact_.values.empty() ? std::move(fresh) : merged(exact_, fresh);
}

// Exact counts become runs: a count's binary digits say on which levels its value is.
void QuantileSketch::spill() {
  is_exact_ = false;
  const WeightedValues from = std::exchange(exact_, {});
  for (std::size_t level = 0; level < 63; ++level) {
    Run run;
    for (std::size_t i = 0; i < from.values.size(); ++i) {
      if (from.counts[i] >> level & 1) run.push_back(from.values[i]);
    }
    if (!run.empty()) add_run(level, std::move(run));
  }
}

void QuantileSketch::add_run(std::size_t level, Run sorted) {
  if (levels_.size() <= level) {
    levels_.resize(level + 1);
    compactions_.resize(level + 1);
  }
  Run& there = levels_[level];
  if (there.empty()) {
    there = std::move(sorted);
  } else {
    Run both(there.size() + sorted.size());
    std::merge(there.begin(), there.end(), sorted.begin(), sorted.end(), both.begin());
    there = std::move(both);
  }
  if (there.size() < 2 * capacity_) return;
  // Every other value goes, the odd ones and the even ones in turn, so that errors cancel.
  Run full = std::exchange(there, {});
  if (full.size() % 2 == 1) {
    levels_[level].push_back(full.back());
    full.pop_back();
  }
  const std::size_t first = compactions_[level]++ % 2;
  Run half(full.size() / 2);
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = full[2 * i + first];
  add_run(level + 1, std::move(half));
}

void QuantileSketch::merge(QuantileSketch other) {
  flush();
  other.flush();
  count_ += other.count_;
  missing_count_ += other.missing_count_;
  if (is_exact_ && other.is_exact_) {
    exact_ = merged(exact_, other.exact_);
    if (exact_.values.size() > exact_limit_) spill();
    return;
  }
  if (is_exact_) spill();
  if (other.is_exact_) other.spill();
  for (std::size_t level = 0; level < other.levels_.size(); ++level) {
    if (!other.levels_[level].empty()) add_run(level, std::move(other.levels_[level]));
  }
}

WeightedValues QuantileSketch::finish() {
  flush();
  if (is_exact_) return std::exchange(exact_, {});
  std::vector<std::pair<double, std::int64_t>> all;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    for (const double value : std::exchange(levels_[level], {})) all.emplace_back(value, std::int64_t{1} << level);
  }
  std::sort(all.begin(), all.end());
  WeightedValues out;
  for (const auto& [value, weight] : all) append(out, value, weight);
  return out;
}

std::int64_t QuantileSketch::byte_count() const {
  std::size_t values = pending_.capacity() + exact_.values.capacity() + exact_.counts.capacity();
  for (const Run& run : levels_) values += run.capacity();
  return static_cast<std::int64_t>(values * sizeof(double));
}

}  // namespace millrace::trees
