#include "transforms/categories.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "core/number_text.h"

namespace millrace {

namespace {

// Every whole number up to here is a double of its own.
constexpr double kSafeInteger = 9007199254740991.0;

// The number as people write it, without needless digits: 3, 0.5, 100000 (and not 1e+05).
std::string_view print(double number, char (&buffer)[64]) {
  const bool plain = number == 0 || (std::fabs(number) >= 1e-6 && std::fabs(number) <= kSafeInteger);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number + 0.0, format);
  return {buffer, static_cast<std::size_t>(error == std::errc() ? end - buffer : 0)};
}

// Neighbours would become one category without a word.
void refuse_large_integers(const Column& column, const std::vector<double>& numbers, const std::string& name) {
  if (column.type != Type::int64 && column.type != Type::uint64) return;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (!(std::fabs(numbers[row]) > kSafeInteger)) continue;
    throw Error("COLUMN_TYPE", "column '" + name + "' holds whole numbers beyond 2^53, too large for categories",
                "read the column as text, with the option types", static_cast<std::int64_t>(row));
  }
}

}  // namespace

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
      codes[row] = code_of(print(number, buffer));
    }
  }
}

void CategoryCounter::note(std::int32_t provisional) {
  if (provisional == static_cast<std::int32_t>(counts_.size())) counts_.push_back(0);
  ++counts_[static_cast<std::size_t>(provisional)];
  if (keep_codes_) codes_.push_back(provisional);
}

void CategoryCounter::update(const Column& column) {
  if (!started_) {
    started_ = true;
    is_text_ = column.type == Type::utf8;
  }
  const auto missing = [this] {
    ++missing_count_;
    if (keep_codes_) codes_.push_back(kMissingCode);
  };
  if (is_text_) {
    if (column.type != Type::utf8) throw Error("INTERNAL", "a column changed its type between batches");
    for (std::int64_t row = 0; row < column.length; ++row) {
      if (!column.is_valid(row)) {
        missing();
        continue;
      }
      note(texts_.find_or_add(column.text(row)));
    }
    return;
  }
  std::vector<double> numbers(static_cast<std::size_t>(column.length));
  to_float64(column, numbers.data());
  refuse_large_integers(column, numbers, name_);
  for (const double number : numbers) {
    if (std::isnan(number)) {
      missing();
      continue;
    }
    // -0 and 0 are one category.
    const auto [found, fresh] = numbers_.emplace(number + 0.0, static_cast<std::int32_t>(counts_.size()));
    note(found->second);
  }
}

CategoryCounter::Result CategoryCounter::finish() {
  Result result;
  const std::size_t count = counts_.size();
  std::vector<std::int32_t> order;  // provisional ids in ascending order of their values
  order.reserve(count);
  if (is_text_) {
    order.resize(count);
    std::iota(order.begin(), order.end(), 0);
    const auto text_of = [this](std::int32_t id) { return texts_.text(static_cast<std::size_t>(id)); };
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return text_of(a) < text_of(b); });
    std::vector<std::string> texts;
    texts.reserve(count);
    for (const std::int32_t id : order) texts.emplace_back(text_of(id));
    texts_ = {};
    result.categories = std::make_shared<Categories>(std::move(texts));
  } else {
    std::vector<std::pair<double, std::int32_t>> sorted(numbers_.begin(), numbers_.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> numbers;
    for (const auto& [number, id] : sorted) {
      numbers.push_back(number);
      order.push_back(id);
    }
    result.categories = std::make_shared<Categories>(std::move(numbers));
  }
  std::vector<double> final_codes(count);
  for (std::size_t code = 0; code < count; ++code) {
    final_codes[static_cast<std::size_t>(order[code])] = static_cast<double>(code);
    result.counts.push_back(counts_[static_cast<std::size_t>(order[code])]);
  }
  result.missing_count = missing_count_;
  result.codes.reserve(codes_.size());
  for (const std::int32_t id : codes_) {
    result.codes.push_back(id < 0 ? static_cast<double>(id) : final_codes[static_cast<std::size_t>(id)]);
  }
  return result;
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
