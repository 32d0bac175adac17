#include "profile/missing_patterns.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/row_hash.h"
#include "profile/hash.h"

namespace millrace {

void MissingPatterns::add(const double* row_ids, const std::vector<ColumnPtr>& columns, std::int64_t length) {
  if (length == 0) return;
  const auto rows = static_cast<std::size_t>(length);
  const double greatest = *std::max_element(row_ids, row_ids + rows);
  double width = width_;
  while (greatest / width >= static_cast<double>(kPlaces)) width *= 2;
  if (width > width_) widen(width);
  rows_by_place_.resize(kPlaces);
  std::vector<std::uint32_t> places(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    places[row] = static_cast<std::uint32_t>(row_ids[row] / width_);
    ++rows_by_place_[places[row]];
  }
  // A row's pattern is the sum of a number for each of its missing columns.
  std::vector<std::uint64_t> hashes(rows);
  bool any = false;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = *columns[c];
    if (column.null_count == 0 && column.type != Type::float32 && column.type != Type::float64) continue;
    const std::uint64_t number = mixed(c + 1);
    for (std::size_t row = 0; row < rows; ++row) {
      if (!is_missing(column, static_cast<std::int64_t>(row))) continue;
      any = true;
      hashes[row] += number;
      if (by_place_[c].empty()) by_place_[c].resize(kPlaces);
      ++by_place_[c][places[row]];
    }
  }
  if (!any) {
    by_hash_[0].count += length;
    return;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    Pattern& pattern = by_hash_[hashes[row]];
    if (pattern.count++ == 0 && hashes[row] != 0) {
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (is_missing(*columns[c], static_cast<std::int64_t>(row))) {
          pattern.columns.push_back(static_cast<std::uint32_t>(c));
        }
      }
    }
    if (by_hash_.size() > kMostPatterns) purge();
  }
}

void MissingPatterns::purge() {
  std::vector<std::int64_t> counts;
  for (const auto& [hash, pattern] : by_hash_) counts.push_back(pattern.count);
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end(), std::greater<>());
  const std::int64_t bound = *middle;
  error_ += bound;
  for (auto at = by_hash_.begin(); at != by_hash_.end();) {
    at->second.count -= bound;
    at = at->second.count <= 0 ? by_hash_.erase(at) : std::next(at);
  }
}

void MissingPatterns::widen(double width) {
  const auto times = static_cast<std::size_t>(width / width_);
  const auto narrow = [times](auto& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto count = counts[i];
      counts[i] = 0;
      counts[i / times] += count;
    }
  };
  narrow(rows_by_place_);
  for (auto& counts : by_place_) narrow(counts);
  width_ = width;
}

void MissingPatterns::merge(const MissingPatterns& next) {
  MissingPatterns other = next;
  const double width = std::max(width_, other.width_);
  if (width_ < width) widen(width);
  if (other.width_ < width) other.widen(width);
  const auto add_counts = [](auto& into, const auto& from) {
    if (into.size() < from.size()) into.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) into[i] += from[i];
  };
  add_counts(rows_by_place_, other.rows_by_place_);
  for (std::size_t c = 0; c < by_place_.size(); ++c) add_counts(by_place_[c], other.by_place_[c]);
  for (const auto& [hash, pattern] : other.by_hash_) {
    Pattern& own = by_hash_[hash];
    if (own.count == 0) own.columns = pattern.columns;
    own.count += pattern.count;
  }
  error_ += other.error_;
  if (by_hash_.size() > kMostPatterns) purge();
}

std::vector<MissingPatterns::Pattern> MissingPatterns::patterns() const {
  std::vector<Pattern> sorted;
  for (const auto& [hash, pattern] : by_hash_) {
    if (pattern.count > 0) sorted.push_back(pattern);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Pattern& a, const Pattern& b) {
    return a.count > b.count || (a.count == b.count && a.columns < b.columns);
  });
  return sorted;
}

}  // namespace millrace
