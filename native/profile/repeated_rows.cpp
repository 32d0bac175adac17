#include "profile/repeated_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

constexpr std::size_t kAhead = 16;  // rows whose slots are on their way from memory

double to_power(double base, std::uint32_t exponent) {
  double power = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) power *= base;
    base *= base;
  }
  return power;
}

}  // namespace

void RepeatedRows::add(const RowHash* rows, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kAhead < count) {
      const std::size_t slot = rows[i + kAhead].low & (counts_.size() - 1);
      __builtin_prefetch(&counts_[slot]);
      __builtin_prefetch(&keys_[slot]);
    }
    if (below_bound(rows[i])) add_one(rows[i], 1);
  }
}

void RepeatedRows::add_one(const RowHash& row, std::uint32_t count) {
  const std::size_t mask = counts_.size() - 1;
  std::size_t slot = row.low & mask;
  while (counts_[slot] != 0 && !(keys_[slot] == row)) slot = (slot + 1) & mask;
  if (counts_[slot] != 0) {
    const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - counts_[slot];
    counts_[slot] += std::min(room, count);
    return;
  }
  keys_[slot] = row;
  counts_[slot] = count;
  ++size_;
  if (size_ > capacity_ || 2 * size_ > counts_.size()) make_room();
}

void RepeatedRows::make_room() {
  if (size_ <= capacity_) return rebuild(2 * counts_.size());
  while (size_ > capacity_) {
    ++level_;
    rebuild(counts_.size());
  }
}

// Puts what is below the bound into a table of so many slots.
void RepeatedRows::rebuild(std::size_t slot_count) {
  std::vector<RowHash> keys(slot_count);
  std::vector<std::uint32_t> counts(slot_count);
  keys.swap(keys_);
  counts.swap(counts_);
  size_ = 0;
  const std::size_t mask = slot_count - 1;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0 || !below_bound(keys[i])) continue;
    std::size_t slot = keys[i].low & mask;
    while (counts_[slot] != 0) slot = (slot + 1) & mask;
    keys_[slot] = keys[i];
    counts_[slot] = counts[i];
    ++size_;
  }
}

void RepeatedRows::merge(const RepeatedRows& next) {
  if (next.level_ > level_) {
    level_ = next.level_;
    rebuild(counts_.size());
  }
  for (std::size_t i = 0; i < next.counts_.size(); ++i) {
    if (next.counts_[i] != 0 && below_bound(next.keys_[i])) add_one(next.keys_[i], next.counts_[i]);
  }
}

RepeatedRows::Result RepeatedRows::finish(double share) const {
  double repeated = 0, squares = 0;
  std::vector<std::uint32_t> groups;
  for (const std::uint32_t count : counts_) {
    if (count < 2) continue;
    const double beyond = count - 1;
    repeated += beyond;
    squares += beyond * beyond;
    groups.push_back(count);
  }
  // In an order of their own, so that the sum has the same bits whatever way the rows came.
  std::sort(groups.begin(), groups.end());
  double crossing = 0;
  for (const std::uint32_t count : groups) crossing += count * share * (1 - to_power(share, count - 1));
  const double scale = std::ldexp(1.0, level_);
  return {level_ == 0, static_cast<double>(size_) * scale, repeated * scale,
          std::sqrt((1 - 1 / scale) * squares) * scale, crossing * scale};
}

}  // namespace millrace
