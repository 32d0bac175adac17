// Categories of a column: found by a fold, then used to turn values into codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "transforms/program.h"
#include "transforms/text_ids.h"

namespace millrace {

// The distinct values of a column in ascending order: text by UTF-8 bytes, everything else by its number.
class Categories {
 public:
  explicit Categories(std::vector<std::string> texts);
  explicit Categories(std::vector<double> numbers);
  bool is_text() const { return is_text_; }
  std::size_t size() const { return is_text_ ? texts_.size() : numbers_.size(); }
  const std::vector<std::string>& texts() const { return texts_; }
  const std::vector<double>& numbers() const { return numbers_; }

  // codes[length] of the column's values: numbers are matched with text by their plain decimal form, and text with
  // numbers by parsing it.
  void encode(const Column& column, std::int32_t* codes) const;

 private:
  std::int32_t code_of(std::string_view text) const;
  std::int32_t code_of(double number) const;

  bool is_text_;
  std::vector<std::string> texts_;
  std::vector<double> numbers_;
  TextIds text_ids_;
  std::vector<std::int32_t> codes_;  // of each text id
};

// Finds the categories of a column and counts each, and on request keeps every row's code.
class CategoryCounter {
 public:
  // name: of the column, for messages.
  CategoryCounter(std::string name, bool keep_codes) : name_(std::move(name)), keep_codes_(keep_codes) {}
  void update(const Column& column);

  struct Result {
    std::shared_ptr<const Categories> categories;
    std::vector<std::int64_t> counts;  // one a category
    std::int64_t missing_count;
    std::vector<double> codes;  // one a row when kept, kMissingCode where missing
  };
  Result finish();

 private:
  void note(std::int32_t provisional);

  std::string name_;
  bool keep_codes_;
  bool started_ = false, is_text_ = false;
  TextIds texts_;
  std::unordered_map<double, std::int32_t> numbers_;
  std::vector<std::int64_t> counts_;
  std::int64_t missing_count_ = 0;
  std::vector<std::int32_t> codes_;  // provisional: in order of first appearance
};

struct CategoryFold : Operation {
  CategoryFold(Slot in, std::shared_ptr<CategoryCounter> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override { state->update(run.column(in)); }
  Slot in;
  std::shared_ptr<CategoryCounter> state;
};

// out[r] = the code of in[r].
struct EncodeCategories : Operation {
  EncodeCategories(Slot in, Slot out, std::shared_ptr<const Categories> categories)
      : in(in), out(out), categories(std::move(categories)) {}
  void run(Run& run) override;
  Slot in, out;
  std::shared_ptr<const Categories> categories;
};

// out[r] = in[r], or `fill` where missing. For codes: imputing a category.
struct FillCodes : Operation {
  FillCodes(Slot in, Slot out, std::int32_t fill) : in(in), out(out), fill(fill) {}
  void run(Run& run) override;
  Slot in, out;
  std::int32_t fill;
};

}  // namespace millrace
