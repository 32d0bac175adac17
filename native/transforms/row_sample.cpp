#include "transforms/row_sample.h"

#include <algorithm>
#include <cmath>

namespace millrace {

void RowSample::update(const std::vector<const double*>& numbers, const double* row_ids, std::size_t count) {
  for (std::size_t row = 0; row < count; ++row) {
    const auto is_number = [row](const double* column) { return !std::isnan(column[row]); };
    if (std::none_of(numbers.begin(), numbers.end(), is_number)) continue;
    const std::uint64_t draw = random_.uint64(static_cast<std::uint64_t>(row_ids[row]));
    if (draw > greatest_) continue;
    rows_.push_back({draw, row_ids[row], values_.size()});
    for (const double* column : numbers) values_.push_back(column[row]);
    if (rows_.size() == 2 * max_rows_) thin();
  }
}

void RowSample::thin() {
  if (rows_.size() <= max_rows_) return;
  const auto before = [](const Row& a, const Row& b) { return a.draw < b.draw || (a.draw == b.draw && a.id < b.id); };
  const auto last = rows_.begin() + static_cast<std::ptrdiff_t>(max_rows_ - 1);
  std::nth_element(rows_.begin(), last, rows_.end(), before);
  greatest_ = last->draw;
  rows_.resize(max_rows_);
  std::vector<double> kept;
  kept.reserve(2 * max_rows_ * width_);
  for (Row& row : rows_) {
    const auto from = values_.begin() + static_cast<std::ptrdiff_t>(row.at);
    row.at = kept.size();
    kept.insert(kept.end(), from, from + static_cast<std::ptrdiff_t>(width_));
  }
  values_ = std::move(kept);
}

void RowSample::merge(RowSample& next) {
  for (const Row& row : next.rows_) {
    if (row.draw > greatest_) continue;
    const auto from = next.values_.begin() + static_cast<std::ptrdiff_t>(row.at);
    rows_.push_back({row.draw, row.id, values_.size()});
    values_.insert(values_.end(), from, from + static_cast<std::ptrdiff_t>(width_));
    if (rows_.size() == 2 * max_rows_) thin();
  }
}

std::vector<double> RowSample::finish() {
  thin();
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
  std::vector<double> out;
  out.reserve(rows_.size() * width_);
  for (const Row& row : rows_) {
    const auto from = values_.begin() + static_cast<std::ptrdiff_t>(row.at);
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(width_));
  }
  rows_.clear();
  values_.clear();
  return out;
}

void SampleRows::run(Run& run) {
  std::vector<const double*> columns;
  for (const Slot slot : numbers) columns.push_back(run.get<Numbers>(slot).data());
  state->update(columns, run.column(row_ids).data.as<double>(), static_cast<std::size_t>(run.row_count));
}

}  // namespace millrace
