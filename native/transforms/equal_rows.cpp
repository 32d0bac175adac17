#include "transforms/equal_rows.h"

#include <algorithm>
#include <numeric>

namespace millrace {

void EqualRows::add(const std::vector<ColumnPtr>& columns, std::int64_t length) {
  const std::size_t begin = hashes_.size();
  hashes_.resize(begin + static_cast<std::size_t>(length));
  hash_rows(columns, length, hashes_.data() + begin);
}

std::vector<double> EqualRows::repeated(Keep keep, const RunContext& context) {
  const std::vector<RowHash> hashes = std::move(hashes_);
  hashes_.clear();
  std::vector<std::size_t> order(hashes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  context.check();
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const RowHash& x = hashes[a];
    const RowHash& y = hashes[b];
    if (x.high != y.high) return x.high < y.high;
    return x.low != y.low ? x.low < y.low : a < b;
  });
  context.check();
  std::vector<double> rows;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && hashes[order[end]] == hashes[order[begin]]) ++end;
    if (end - begin == 1) continue;
    const std::size_t first = begin + (keep == Keep::first ? 1 : 0);
    const std::size_t last = end - (keep == Keep::last ? 1 : 0);
    for (std::size_t at = first; at < last; ++at) rows.push_back(static_cast<double>(order[at]));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void EqualRowsFold::run(Run& run) {
  std::vector<ColumnPtr> columns;
  for (const Slot slot : columns_) columns.push_back(std::get<ColumnPtr>(run.slots.at(static_cast<std::size_t>(slot))));
  state_->add(columns, run.row_count);
}

}  // namespace millrace
