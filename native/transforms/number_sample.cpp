#include "transforms/number_sample.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "trees/bins/number_keys.h"

namespace millrace {

void SampleKeys::run(Run& run) {
  Numbers& keys = run.make<Numbers>(out_);
  const Numbers& rows = run.get<Numbers>(in_);
  keys.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keys[i] = static_cast<double>(stream_.uint64(static_cast<std::uint64_t>(rows[i])) >> 11) * 0x1p-53;
  }
}

void NumberSample::update(const double* keys, const double* numbers, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (keys[i] <= threshold_) add({keys[i], numbers[i]});
  }
}

void NumberSample::add(Entry entry) {
  entries_.push_back(entry);
  if (entries_.size() >= 2 * limit_ + 1'024) prune();
}

void NumberSample::prune() {
  if (entries_.size() <= limit_) return;
  is_whole_ = false;
  // Of rows with one key, which are rarer than one in 2^53, the bits of the numbers decide.
  const auto order = [](const Entry& a, const Entry& b) {
    return std::tuple(a.key, std::bit_cast<std::uint64_t>(a.number)) <
           std::tuple(b.key, std::bit_cast<std::uint64_t>(b.number));
  };
  const auto last = entries_.begin() + static_cast<std::ptrdiff_t>(limit_) - 1;
  std::nth_element(entries_.begin(), last, entries_.end(), order);
  threshold_ = last->key;
  entries_.resize(limit_);
}

void NumberSample::merge(NumberSample& next) {
  is_whole_ = is_whole_ && next.is_whole_;
  for (const Entry& entry : next.entries_) {
    if (entry.key <= threshold_) add(entry);
  }
}

SortedNumbers NumberSample::finish() {
  prune();
  std::vector<std::uint64_t> keys;
  keys.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (!std::isnan(entry.number)) keys.push_back(trees::key_of(entry.number));
  }
  entries_ = {};
  std::vector<std::uint64_t> scratch(keys.size());
  trees::radix_sort(keys.data(), scratch.data(), keys.size());
  SortedNumbers sorted;
  sorted.is_exact = is_whole_;
  sorted.values.reserve(keys.size());
  for (const std::uint64_t key : keys) sorted.values.push_back(trees::number_of(key));
  return sorted;
}

void NumberSampleFold::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in);
  state->update(run.get<Numbers>(keys).data(), numbers.data(), numbers.size());
}

}  // namespace millrace
