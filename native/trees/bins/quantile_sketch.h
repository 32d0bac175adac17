// The quantiles of a stream of numbers in little memory: what the bins of a numeric feature are made from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trees/bins/number_keys.h"

namespace millrace::trees {

// Distinct values in ascending order, each with the number of stream values it stands for.
struct WeightedValues {
  std::vector<double> values;
  std::vector<std::int64_t> counts;
};

// While the stream has few distinct values, all of them are kept with exact counts. After that, values are kept in
// sorted runs: when two runs of a level meet, they are merged, every other value goes, and what is left stands for
// twice as many values on the level above (Munro and Paterson 1980; Manku, Rajagopalan and Lindsay 1998). The rank of
// a value is then off by about 0.7 / capacity of the count, and by levels / (2 · capacity) at the very worst.
//
// The state depends on the values in their order, not on how many come at a time. Sketches merge in any order: counts
// add up, exact ones stay exact, and the error stays within the same bounds.
//
// Key: std::uint32_t for float32 values, std::uint64_t for float64 ones.
template <typename Key>
class QuantileSketch {
 public:
  // capacity: values of a run, a power of two. exact_limit: distinct values up to which counts are exact.
  QuantileSketch(std::size_t capacity, std::size_t exact_limit);

  void update(const Key* keys, std::size_t count);
  void add_missing(std::int64_t count) { missing_count_ += count; }
  void merge(QuantileSketch other);

  // What it has seen: all missing ones aside. Closes the sketch.
  WeightedValues finish();

  std::int64_t count() const { return count_ + static_cast<std::int64_t>(pending_.size()); }  // without missing ones
  std::int64_t missing_count() const { return missing_count_; }
  bool is_exact() const { return is_exact_; }
  std::int64_t byte_count() const;

 private:
  using Run = std::vector<Key>;
  struct Counts {
    Run keys;
    std::vector<std::int64_t> counts;
    void add(Key key, std::int64_t count);
  };

  void flush();
  void add_exact(const Run& sorted);
  static Counts merged(const Counts& a, const Counts& b);
  void spill();
  void add_run(std::size_t level, Run sorted);

  std::size_t capacity_;
  std::size_t block_;  // values that are sorted at a time
  std::size_t exact_limit_;
  bool is_exact_ = true;
  std::int64_t count_ = 0, missing_count_ = 0;
  Run pending_;
  Counts exact_;
  std::vector<Run> levels_;                 // each value of level l stands for 2^l
  std::vector<std::uint64_t> compactions_;  // of each level so far
};

extern template class QuantileSketch<std::uint32_t>;
extern template class QuantileSketch<std::uint64_t>;

}  // namespace millrace::trees
