// The rows that quantiles, associations and rules are taken from: those with the smallest hashes of their ids, all of
// them up to `capacity`. Which rows are in depends on their ids alone. Every column keeps a word for each sampled row.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace {

class SampledRows {
 public:
  explicit SampledRows(std::size_t capacity) : capacity_(capacity) {}

  // Positions in the batch of the rows that come in.
  std::vector<std::uint32_t> take(const double* row_ids, std::size_t count);
  // The places of the rows that stay, ascending, when there are too many; the others go, here and in every column.
  bool is_full() const { return hashes_.size() > capacity_ + capacity_ / 4; }
  std::vector<std::uint32_t> thin();
  void append(const SampledRows& next);
  // The places of the final sample in the order of row ids.
  std::vector<std::uint32_t> order() const;

  std::size_t size() const { return hashes_.size(); }
  double id(std::size_t at) const { return ids_[at]; }
  std::uint64_t hash(std::size_t at) const { return hashes_[at]; }

 private:
  std::size_t capacity_;
  std::uint64_t bound_ = ~std::uint64_t{0};  // a hash above it can't be among the smallest
  std::vector<std::uint64_t> hashes_;
  std::vector<double> ids_;
};

}  // namespace millrace
