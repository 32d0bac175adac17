#include "transforms/value_ids.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "core/number_text.h"
#include "text/term_key.h"

namespace millrace {

namespace {

void refuse_large_integers(const Column& column, const std::vector<double>& numbers, const std::string& name) {
  if (column.type != Type::int64 && column.type != Type::uint64) return;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (!(std::fabs(numbers[row]) > kSafeInteger)) continue;
    throw Error("COLUMN_TYPE", "column '" + name + "' holds whole numbers beyond 2^53, too large for categories",
                "read the column as text, with the option types", static_cast<std::int64_t>(row));
  }
}

}  // namespace

std::size_t NumberIds::slot_of(double number) const {
  const std::size_t mask = slots_.size() - 1;
  const HashSeed& seed = hash_seed();
  std::size_t at = fold_product(std::bit_cast<std::uint64_t>(number) ^ seed.low, seed.high | 1) & mask;
  while (slots_[at] >= 0 && numbers_[static_cast<std::size_t>(slots_[at])] != number) at = (at + 1) & mask;
  return at;
}

std::int32_t NumberIds::find_or_add(double number) {
  number += 0.0;  // one zero of the two
  const std::size_t at = slot_of(number);
  if (slots_[at] >= 0) return slots_[at];
  if (numbers_.size() == TextIds::kMostTexts) {
    throw Error("MEMORY_EXHAUSTED", "a column has more than " + std::to_string(numbers_.size()) + " different values",
                "leave the column out: so many values tell rows apart, and nothing of rows to come");
  }
  const auto id = static_cast<std::int32_t>(numbers_.size());
  slots_[at] = id;
  numbers_.push_back(number);
  if (2 * numbers_.size() > slots_.size()) {
    slots_.assign(2 * slots_.size(), -1);
    for (std::size_t i = 0; i < numbers_.size(); ++i) slots_[slot_of(numbers_[i])] = static_cast<std::int32_t>(i);
  }
  return id;
}

void ValueIds::number(const Column& column, std::int32_t* ids) {
  if (!started_) {
    started_ = true;
    is_text_ = column.type == Type::utf8;
  }
  if (is_text_) {
    if (column.type != Type::utf8) throw Error("INTERNAL", "a column changed its type between batches");
    for (std::int64_t row = 0; row < column.length; ++row) {
      ids[row] = column.is_valid(row) ? texts_.find_or_add(column.text(row)) : kMissingCode;
    }
    return;
  }
  scratch_.resize(static_cast<std::size_t>(column.length));
  to_float64(column, scratch_.data());
  refuse_large_integers(column, scratch_, name_);
  for (std::size_t row = 0; row < scratch_.size(); ++row) {
    ids[row] = std::isnan(scratch_[row]) ? kMissingCode : numbers_.find_or_add(scratch_[row]);
  }
}

std::vector<std::int32_t> ValueIds::merge(const ValueIds& next) {
  if (!next.started_) return {};
  if (!started_) {
    started_ = true;
    is_text_ = next.is_text_;
  }
  if (is_text_ != next.is_text_) throw Error("INTERNAL", "a column changed its type between parts");
  std::vector<std::int32_t> ids(next.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = is_text_ ? texts_.find_or_add(next.texts_.text(i)) : numbers_.find_or_add(next.numbers_.numbers()[i]);
  }
  return ids;
}

ValueIds::Sorted ValueIds::sorted() const {
  Sorted out;
  out.ids.resize(size());
  std::iota(out.ids.begin(), out.ids.end(), 0);
  if (is_text_) {
    const auto text_of = [this](std::int32_t id) { return texts_.text(static_cast<std::size_t>(id)); };
    std::sort(out.ids.begin(), out.ids.end(), [&](std::int32_t a, std::int32_t b) { return text_of(a) < text_of(b); });
    std::vector<std::string> texts;
    texts.reserve(out.ids.size());
    for (const std::int32_t id : out.ids) texts.emplace_back(text_of(id));
    out.categories = std::make_shared<Categories>(std::move(texts));
    return out;
  }
  const std::vector<double>& values = numbers_.numbers();
  const auto number_of = [&values](std::int32_t id) { return values[static_cast<std::size_t>(id)]; };
  std::sort(out.ids.begin(), out.ids.end(),
            [&](std::int32_t a, std::int32_t b) { return number_of(a) < number_of(b); });
  std::vector<double> numbers;
  numbers.reserve(out.ids.size());
  for (const std::int32_t id : out.ids) numbers.push_back(number_of(id));
  out.categories = std::make_shared<Categories>(std::move(numbers));
  return out;
}

}  // namespace millrace
