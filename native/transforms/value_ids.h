// The different values of a column, numbered 0, 1, 2, … in the order they are first met: what states that hold
// something for each value of a column share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "transforms/categories.h"
#include "transforms/text_ids.h"

namespace millrace {

// Numbers numbered like TextIds. -0 and 0 are one; NaN is none.
class NumberIds {
 public:
  NumberIds() : slots_(kLeastSlots, -1) {}
  std::int32_t find_or_add(double number);
  const std::vector<double>& numbers() const { return numbers_; }  // by id

 private:
  static constexpr std::size_t kLeastSlots = 64;
  std::size_t slot_of(double number) const;

  std::vector<std::int32_t> slots_;  // at most half of them taken
  std::vector<double> numbers_;
};

class ValueIds {
 public:
  // name: of the column, for messages.
  explicit ValueIds(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  std::size_t size() const { return is_text_ ? texts_.size() : numbers_.numbers().size(); }

  // ids[column.length] of the rows' values, kMissingCode where missing. New values are added. Throws
  // Error(COLUMN_TYPE) for whole numbers beyond 2^53, where neighbours would become one without a word.
  void number(const Column& column, std::int32_t* ids);

  // Adds the values of `next`: its id i is here [i].
  std::vector<std::int32_t> merge(const ValueIds& next);

  struct Sorted {
    std::shared_ptr<const Categories> categories;  // ascending
    std::vector<std::int32_t> ids;                 // [size]: the id of each category
  };
  Sorted sorted() const;

 private:
  std::string name_;
  bool started_ = false, is_text_ = false;
  TextIds texts_;
  NumberIds numbers_;
  std::vector<double> scratch_;
};

}  // namespace millrace
