// How many rows repeat an earlier one, by 128-bit hashes of their content. Exact while the different rows are no more
// than `capacity`: 40 bytes of memory each, 160 MiB at most. Beyond, only rows whose hash is below a bound are looked
// at, and the bound halves whenever they are too many (distinct sampling; Gibbons, VLDB 2001). What is kept depends on
// the rows alone, not on their order.
#pragma once

#include <cstdint>
#include <vector>

#include "core/row_hash.h"

namespace millrace {

class RepeatedRows {
 public:
  explicit RepeatedRows(std::size_t capacity = 4194304) : capacity_(capacity), keys_(16), counts_(16) {}

  void add(const RowHash* rows, std::size_t count);
  void merge(const RepeatedRows& next);

  struct Result {
    bool exact;
    double distinct;  // different rows
    double repeated;  // occurrences beyond each row's first
    double error;     // standard error of `repeated`, from the sample itself; 0 when exact
    double crossing;  // rows of the held-out side that also stand on the other, if `share` is held out at random
  };
  Result finish(double share) const;

 private:
  void add_one(const RowHash& row, std::uint32_t count);
  bool below_bound(const RowHash& row) const { return level_ == 0 || row.high >> (64 - level_) == 0; }
  void rebuild(std::size_t slot_count);
  void make_room();

  std::size_t capacity_;
  int level_ = 0;  // rows are kept while their hash is below 2^(128 - level)
  std::size_t size_ = 0;
  // Open addressing by `low`; a slot is free while its count is 0.
  std::vector<RowHash> keys_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace millrace
