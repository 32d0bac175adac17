// The fold that finds the categories of a column.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "transforms/value_ids.h"

namespace millrace {

// Finds the categories of a column and counts each, and on request keeps every row's code. Batches and parts change
// nothing.
class CategoryCounter {
 public:
  // name: of the column, for messages.
  CategoryCounter(std::string name, bool keep_codes) : values_(std::move(name)), keep_codes_(keep_codes) {}
  void update(const Column& column);
  std::shared_ptr<CategoryCounter> fork() const {
    return std::make_shared<CategoryCounter>(values_.name(), keep_codes_);
  }
  void merge(CategoryCounter& next);

  struct Result {
    std::shared_ptr<const Categories> categories;
    std::vector<std::int64_t> counts;  // one a category
    std::int64_t missing_count;
    std::vector<double> codes;  // one a row when kept, kMissingCode where missing
  };
  Result finish();

 private:
  ValueIds values_;
  bool keep_codes_;
  std::vector<std::int64_t> counts_;  // by id
  std::int64_t missing_count_ = 0;
  std::vector<std::int32_t> ids_;  // of every row when kept, else of the batch under way
};

struct CategoryFold : Operation {
  CategoryFold(Slot in, std::shared_ptr<CategoryCounter> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override { state->update(run.column(in)); }
  bool independent() const override { return true; }
  Slot in;
  std::shared_ptr<CategoryCounter> state;
};

}  // namespace millrace
