#include "trees/bins/quantile_sketch.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace millrace::trees {

namespace {

// Sorting more at a time saves merges; this many keys and as many of scratch fit the second cache.
constexpr std::size_t kSortedBlock = 32'768;

}  // namespace

template <typename Key>
void QuantileSketch<Key>::Counts::add(Key key, std::int64_t count) {
  if (!keys.empty() && keys.back() == key) {
    counts.back() += count;
    return;
  }
  keys.push_back(key);
  counts.push_back(count);
}

template <typename Key>
typename QuantileSketch<Key>::Counts QuantileSketch<Key>::merged(const Counts& a, const Counts& b) {
  Counts out;
  out.keys.reserve(a.keys.size() + b.keys.size());
  out.counts.reserve(a.keys.size() + b.keys.size());
  std::size_t i = 0, j = 0;
  while (i < a.keys.size() || j < b.keys.size()) {
    if (j == b.keys.size() || (i < a.keys.size() && a.keys[i] <= b.keys[j])) {
      out.add(a.keys[i], a.counts[i]);
      ++i;
    } else {
      out.add(b.keys[j], b.counts[j]);
      ++j;
    }
  }
  return out;
}

template <typename Key>
QuantileSketch<Key>::QuantileSketch(std::size_t capacity, std::size_t exact_limit)
    : capacity_(capacity), block_(std::max(capacity, kSortedBlock)), exact_limit_(exact_limit) {}

template <typename Key>
void QuantileSketch<Key>::update(const Key* keys, std::size_t count) {
  while (count > 0) {
    const std::size_t fits = std::min(count, block_ - pending_.size());
    pending_.insert(pending_.end(), keys, keys + fits);
    keys += fits;
    count -= fits;
    if (pending_.size() == block_) flush();
  }
}

template <typename Key>
void QuantileSketch<Key>::flush() {
  if (pending_.empty()) return;
  count_ += static_cast<std::int64_t>(pending_.size());
  thread_local Run scratch;
  scratch.resize(pending_.size());
  radix_sort(pending_.data(), scratch.data(), pending_.size());
  if (is_exact_) {
    add_exact(pending_);
    pending_.clear();
    if (exact_.keys.size() > exact_limit_) spill();
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

template <typename Key>
void QuantileSketch<Key>::add_exact(const Run& sorted) {
  Counts fresh;
  for (std::size_t i = 0; i < sorted.size();) {
    const std::size_t begin = i;
    while (i < sorted.size() && sorted[i] == sorted[begin]) ++i;
    fresh.add(sorted[begin], static_cast<std::int64_t>(i - begin));
  }
  exact_ = exact_.keys.empty() ? std::move(fresh) : merged(exact_, fresh);
}

// Exact counts become runs: a count's binary digits say on which levels its value is.
template <typename Key>
void QuantileSketch<Key>::spill() {
  is_exact_ = false;
  const Counts from = std::exchange(exact_, {});
  for (std::size_t level = 0; level < 63; ++level) {
    Run run;
    for (std::size_t i = 0; i < from.keys.size(); ++i) {
      if (from.counts[i] >> level & 1) run.push_back(from.keys[i]);
    }
    if (!run.empty()) add_run(level, std::move(run));
  }
}

template <typename Key>
void QuantileSketch<Key>::add_run(std::size_t level, Run sorted) {
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

template <typename Key>
void QuantileSketch<Key>::merge(QuantileSketch other) {
  flush();
  other.flush();
  count_ += other.count_;
  missing_count_ += other.missing_count_;
  if (is_exact_ && other.is_exact_) {
    exact_ = merged(exact_, other.exact_);
    if (exact_.keys.size() > exact_limit_) spill();
    return;
  }
  if (is_exact_) spill();
  if (other.is_exact_) other.spill();
  for (std::size_t level = 0; level < other.levels_.size(); ++level) {
    if (!other.levels_[level].empty()) add_run(level, std::move(other.levels_[level]));
  }
}

template <typename Key>
WeightedValues QuantileSketch<Key>::finish() {
  flush();
  Counts all = std::exchange(exact_, {});
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    Counts one;
    for (const Key key : levels_[level]) one.add(key, std::int64_t{1} << level);
    levels_[level] = {};
    all = merged(all, one);
  }
  WeightedValues out;
  out.values.reserve(all.keys.size());
  for (const Key key : all.keys) out.values.push_back(number_of(key));
  out.counts = std::move(all.counts);
  return out;
}

template <typename Key>
std::int64_t QuantileSketch<Key>::byte_count() const {
  std::size_t keys = pending_.capacity() + exact_.keys.capacity();
  for (const Run& run : levels_) keys += run.capacity();
  return static_cast<std::int64_t>(keys * sizeof(Key) + 8 * exact_.counts.capacity());
}

template class QuantileSketch<std::uint32_t>;
template class QuantileSketch<std::uint64_t>;

}  // namespace millrace::trees
