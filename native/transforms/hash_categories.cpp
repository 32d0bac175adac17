#include "transforms/hash_categories.h"

#include <algorithm>
#include <cmath>

#include "core/murmur3.h"
#include "core/number_text.h"

namespace millrace {

namespace {

struct Entry {
  std::uint32_t column;
  float value;
};

// What is hashed of one column's rows; `text` is used again for each.
class HashedColumn {
 public:
  HashedColumn(const Column& column, const std::string& name) : column_(column), text_(name + '=') {
    prefix_ = text_.size();
    if (column.type != Type::utf8 && column.length > 0) {
      many_.resize(column.length > 1 ? static_cast<std::size_t>(column.length) : 0);
      numbers_ = column.length > 1 ? many_.data() : &one_;
      to_float64(column, numbers_);
    }
  }
  HashedColumn(const HashedColumn&) = delete;

  // The text `name=value`, or nothing where missing.
  std::optional<std::string_view> text(std::int64_t row) {
    if (column_.type == Type::utf8) return column_.is_valid(row) ? with(column_.text(row)) : missing();
    const double number = numbers_[row];
    if (std::isnan(number)) return missing();
    if (column_.type == Type::boolean) return with(number != 0 ? "true" : "false");
    char buffer[64];
    return with(print_number(number, buffer));
  }
  std::string_view with(std::string_view value) {
    text_.resize(prefix_);
    text_ += value;
    return text_;
  }

 private:
  static std::optional<std::string_view> missing() { return std::nullopt; }

  const Column& column_;
  std::string text_;
  std::size_t prefix_;
  std::vector<double> many_;
  double one_ = 0;  // a single row allocates nothing for its number
  double* numbers_ = nullptr;
};

}  // namespace

HashCategories::HashCategories(std::vector<Slot> in, Slot out, Options options)
    : in_(std::move(in)), out_(out), options_(std::move(options)) {
  if (in_.size() != options_.names.size()) throw Error("INTERNAL", "one name is needed for each column");
  if (options_.column_count == 0) throw Error("MODEL_CORRUPT", "categories hashed into no column");
}

void HashCategories::run(Run& run) {
  std::vector<std::unique_ptr<HashedColumn>> columns;
  for (std::size_t i = 0; i < in_.size(); ++i) {
    columns.push_back(std::make_unique<HashedColumn>(run.column(in_[i]), options_.names[i]));
  }
  CsrBlock& rows = run.make<CsrBlock>(out_);
  rows.row_count = static_cast<std::int32_t>(run.row_count);
  rows.offsets.assign(1, 0);
  rows.indices.clear();
  rows.values.clear();
  std::vector<Entry> entries;
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    entries.clear();
    for (const auto& column : columns) {
      std::optional<std::string_view> text = column->text(row);
      if (!text && options_.missing) text = column->with(*options_.missing);
      if (!text) continue;
      const auto hash = static_cast<std::int32_t>(murmur3(*text, 0));
      const std::uint32_t magnitude =
          hash < 0 ? 0u - static_cast<std::uint32_t>(hash) : static_cast<std::uint32_t>(hash);
      entries.push_back({magnitude % options_.column_count, options_.alternate_sign && hash < 0 ? -1.0f : 1.0f});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.column < b.column; });
    for (std::size_t i = 0; i < entries.size();) {
      const std::uint32_t column = entries[i].column;
      float sum = 0;
      for (; i < entries.size() && entries[i].column == column; ++i) sum += entries[i].value;
      if (sum == 0) continue;
      rows.indices.push_back(column);
      rows.values.push_back(sum);
    }
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.indices.size()));
  }
}

}  // namespace millrace
