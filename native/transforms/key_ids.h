// Keys of entities: the values of one column or the combinations of several, numbered.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "transforms/program.h"
#include "transforms/value_ids.h"

namespace millrace {

// Pairs of codes numbered 0, 1, 2, … in the order they are first met.
class PairIds {
 public:
  PairIds() : slots_(kLeastSlots, -1) {}
  std::int32_t find_or_add(std::uint32_t left, std::uint32_t right, bool* added = nullptr);
  // (left << 32 | right) by id
  const std::vector<std::uint64_t>& pairs() const { return pairs_; }

 private:
  static constexpr std::size_t kLeastSlots = 64;
  std::size_t slot_of(std::uint64_t pair) const;

  std::vector<std::int32_t> slots_;  // at most half of them taken
  std::vector<std::uint64_t> pairs_;
};

// Ascending pairs of codes; the code of a pair is its place.
using PairCodeList = std::vector<std::uint64_t>;

// A key of several columns is a chain of pairs: of the first two columns' values, of those pairs and the third, ….
class KeyIds {
 public:
  explicit KeyIds(const std::vector<std::string>& names);

  std::size_t size() const { return pairs_.empty() ? values_.front().size() : pairs_.back().pairs().size(); }
  // ids[rows] of the rows' keys, kMissingCode where one of the columns is missing. New keys are added.
  void number(const std::vector<const Column*>& columns, std::int32_t* ids);
  // Adds the keys of `next`; its id i is here [i].
  std::vector<std::int32_t> merge(const KeyIds& next);

  struct Sorted {
    std::vector<std::shared_ptr<const Categories>> categories;  // of each column
    std::vector<PairCodeList> pairs;                            // one fewer than columns
    std::vector<std::int32_t> ids;                              // [size]: the id of each key, in ascending order
  };
  Sorted sorted() const;

 private:
  std::vector<ValueIds> values_;
  std::vector<PairIds> pairs_;
  std::vector<std::int32_t> scratch_;
};

// out[r] = the place of the pair (left[r], right[r]) among `pairs`; missing where one of the two is, unseen where it is
// none of them.
class CodesOfPairs : public Operation {
 public:
  CodesOfPairs(Slot left, Slot right, Slot out, std::shared_ptr<const PairCodeList> pairs)
      : left_(left), right_(right), out_(out), pairs_(std::move(pairs)) {}
  void run(Run& run) override;

 private:
  Slot left_, right_, out_;
  std::shared_ptr<const PairCodeList> pairs_;
};

}  // namespace millrace
