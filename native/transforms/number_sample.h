// A random sample of the rows that does not depend on their order.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/random.h"
#include "transforms/program.h"
#include "transforms/sorted_numbers.h"

namespace millrace {

// out[r] = a uniform number in [0, 1) that row id in[r] and the seed alone decide.
class SampleKeys : public Operation {
 public:
  SampleKeys(Slot in, Slot out, std::uint64_t seed) : in_(in), out_(out), stream_(seed, "sample rows") {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  RandomStream stream_;
};

// The numbers of the `limit` rows with the smallest keys, all rows while there are no more: a simple random sample, the
// same for any order of the rows, and the same rows for every column. 16 bytes a number, for twice the limit.
class NumberSample {
 public:
  explicit NumberSample(std::size_t limit) : limit_(limit) {}
  void update(const double* keys, const double* numbers, std::size_t count);
  std::shared_ptr<NumberSample> fork() const { return std::make_shared<NumberSample>(limit_); }
  void merge(NumberSample& next);
  // Missing numbers left out. Closes the sample.
  SortedNumbers finish();

 private:
  struct Entry {
    double key, number;
  };
  void add(Entry entry);
  void prune();

  std::size_t limit_;
  double threshold_ = 1;  // keys above it are out
  bool is_whole_ = true;
  std::vector<Entry> entries_;
};

struct NumberSampleFold : Operation {
  NumberSampleFold(Slot keys, Slot in, std::shared_ptr<NumberSample> state)
      : keys(keys), in(in), state(std::move(state)) {}
  void run(Run& run) override;
  Slot keys, in;
  std::shared_ptr<NumberSample> state;
};

}  // namespace millrace
