#include "transforms/categories.h"

#include <algorithm>
#include <cmath>

#include "core/number_text.h"

namespace millrace {

Categories::Categories(std::vector<std::string> texts) : is_text_(true), texts_(std::move(texts)) {
  for (std::size_t code = 0; code < texts_.size(); ++code) {
    // Of a text that is there twice, the first code counts.
    const auto id = static_cast<std::size_t>(text_ids_.find_or_add(texts_[code]));
    if (id == codes_.size()) codes_.push_back(static_cast<std::int32_t>(code));
  }
}

Categories::Categories(std::vector<double> numbers) : is_text_(false), numbers_(std::move(numbers)) {}

std::int32_t Categories::code_of(std::string_view text) const {
  const std::int32_t id = text_ids_.find(text);
  return id < 0 ? kUnseenCode : codes_[static_cast<std::size_t>(id)];
}

std::int32_t Categories::code_of(double number) const {
  const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), number);
  return found == numbers_.end() || *found != number ? kUnseenCode
                                                     : static_cast<std::int32_t>(found - numbers_.begin());
}

void Categories::encode(const Column& column, std::int32_t* codes) const {
  if (column.type == Type::utf8) {
    for (std::int64_t row = 0; row < column.length; ++row) {
      if (!column.is_valid(row)) {
        codes[row] = kMissingCode;
        continue;
      }
      const std::string_view text = column.text(row);
      if (is_text_) {
        codes[row] = code_of(text);
        continue;
      }
      double number = 0;
      codes[row] = parse_number(text, number) ? code_of(number) : kUnseenCode;
    }
    return;
  }
  double one = 0;  // a single row allocates nothing
  std::vector<double> many(column.length > 1 ? static_cast<std::size_t>(column.length) : 0);
  double* const numbers = column.length > 1 ? many.data() : &one;
  if (column.length > 0) to_float64(column, numbers);
  char buffer[64];
  for (std::int64_t row = 0; row < column.length; ++row) {
    const double number = numbers[row];
    if (std::isnan(number)) {
      codes[row] = kMissingCode;
    } else if (!is_text_) {
      codes[row] = code_of(number);
    } else if (column.type == Type::boolean) {
      codes[row] = code_of(std::string_view(number != 0 ? "true" : "false"));
    } else {
      codes[row] = code_of(print_number(number, buffer));
    }
  }
}

void EncodeCategories::run(Run& run) {
  Codes& codes = run.make<Codes>(out);
  codes.resize(static_cast<std::size_t>(run.row_count));
  categories->encode(run.column(in), codes.data());
}

void FillCodes::run(Run& run) {
  Codes& codes = run.make<Codes>(out);
  codes = run.get<Codes>(in);
  for (std::int32_t& code : codes) {
    if (code == kMissingCode) code = fill;
  }
}

}  // namespace millrace
