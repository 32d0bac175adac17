#include "transforms/category_counter.h"

namespace millrace {

void CategoryCounter::update(const Column& column) {
  const std::size_t first = keep_codes_ ? ids_.size() : 0;
  ids_.resize(first + static_cast<std::size_t>(column.length));
  values_.number(column, ids_.data() + first);
  counts_.resize(values_.size());
  for (std::size_t row = first; row < ids_.size(); ++row) {
    if (ids_[row] < 0) {
      ++missing_count_;
    } else {
      ++counts_[static_cast<std::size_t>(ids_[row])];
    }
  }
}

void CategoryCounter::merge(CategoryCounter& next) {
  const std::vector<std::int32_t> ids = values_.merge(next.values_);
  counts_.resize(values_.size());
  for (std::size_t i = 0; i < ids.size(); ++i) counts_[static_cast<std::size_t>(ids[i])] += next.counts_[i];
  missing_count_ += next.missing_count_;
  if (!keep_codes_) return;
  for (const std::int32_t id : next.ids_) ids_.push_back(id < 0 ? id : ids[static_cast<std::size_t>(id)]);
}

CategoryCounter::Result CategoryCounter::finish() {
  const ValueIds::Sorted sorted = values_.sorted();
  Result result{sorted.categories, {}, missing_count_, {}};
  std::vector<double> codes(sorted.ids.size());  // by id
  result.counts.reserve(sorted.ids.size());
  for (std::size_t code = 0; code < sorted.ids.size(); ++code) {
    const auto id = static_cast<std::size_t>(sorted.ids[code]);
    codes[id] = static_cast<double>(code);
    result.counts.push_back(counts_[id]);
  }
  if (!keep_codes_) return result;
  result.codes.reserve(ids_.size());
  for (const std::int32_t id : ids_) {
    result.codes.push_back(id < 0 ? static_cast<double>(id) : codes[static_cast<std::size_t>(id)]);
  }
  return result;
}

}  // namespace millrace
