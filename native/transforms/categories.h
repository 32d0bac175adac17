// Categories of a column, and what turns its values into codes. `CategoryCounter` finds them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

// out[r] = the code of in[r].
struct EncodeCategories : Operation {
  EncodeCategories(Slot in, Slot out, std::shared_ptr<const Categories> categories)
      : in(in), out(out), categories(std::move(categories)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }
  Slot in, out;
  std::shared_ptr<const Categories> categories;
};

// out[r] = in[r], or `fill` where missing. For codes: imputing a category.
struct FillCodes : Operation {
  FillCodes(Slot in, Slot out, std::int32_t fill) : in(in), out(out), fill(fill) {}
  void run(Run& run) override;
  bool independent() const override { return true; }
  Slot in, out;
  std::int32_t fill;
};

}  // namespace millrace
