#include "split/split_rows.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "split/unit_index.h"

namespace millrace {

std::vector<std::uint32_t> SplitRows::add(const double* row_ids, std::int64_t length,
                                          const std::vector<ColumnPtr>& unit, const Column* class_column,
                                          const Column* time) {
  const auto count = static_cast<std::size_t>(length);
  for (std::size_t row = 0; row < count; ++row) {
    if (row_ids[row] > 0xfffffffe) {
      throw Error("MEMORY_EXHAUSTED", "a split takes fewer than 4,294,967,295 rows", "split the files instead");
    }
    const auto id = static_cast<std::uint32_t>(row_ids[row]);
    if (!ids_.empty() && id <= ids_.back()) throw Error("INTERNAL", "row ids do not ascend");
    ids_.push_back(id);
  }
  std::vector<RowHash> hashes(count);
  if (!unit.empty()) {
    hash_rows(unit, length, hashes.data());
    constexpr std::size_t block_rows = std::size_t{1} << kBlockBits;
    for (const RowHash& hash : hashes) {
      if (hashes_.empty() || hashes_.back().size() == block_rows) hashes_.emplace_back().reserve(block_rows);
      hashes_.back().push_back(hash);
    }
  }
  if (time) {
    times_.resize(times_.size() + count);
    to_float64(*time, times_.data() + times_.size() - count);
  }
  std::vector<std::uint32_t> first;
  if (!class_column) return first;
  const ColumnPtr shared(ColumnPtr{}, class_column);  // no owner: it outlives the call
  hash_rows({shared}, length, hashes.data());
  for (std::size_t row = 0; row < count; ++row) {
    const auto [at, is_new] = class_of_.try_emplace(hashes[row], static_cast<std::uint32_t>(class_of_.size()));
    if (is_new) first.push_back(static_cast<std::uint32_t>(row));
    classes_.push_back(at->second);
  }
  if (class_of_.size() > kMostClasses) {
    throw Error("OPTION_INVALID", "the column to stratify by holds more than 10,000 different values",
                "stratify by a column of classes, or derive one of ranges");
  }
  return first;
}

SplitSides SplitRows::by_time(const Shares& shares, const RunContext& context) const {
  std::vector<double> sorted = times_;
  context.check();
  std::sort(sorted.begin(), sorted.end());
  context.check();
  // The begin of the last rows of [0, end), `wanted` of them as nearly as instants allow; never all of them.
  const auto cut = [&](std::size_t end, double share) {
    const auto wanted = static_cast<std::size_t>(std::floor(static_cast<double>(sorted.size()) * share + 0.5));
    if (wanted == 0 || end == 0) return end;
    const double instant = sorted[end - std::min(wanted, end)];
    const auto stop = sorted.begin() + static_cast<std::ptrdiff_t>(end);
    const auto begin = static_cast<std::size_t>(std::lower_bound(sorted.begin(), stop, instant) - sorted.begin());
    const auto after = static_cast<std::size_t>(std::upper_bound(sorted.begin(), stop, instant) - sorted.begin());
    const std::size_t over = end - begin - wanted;
    const std::size_t under = wanted - (end - after);
    return begin == 0 || (under < over && after < end) ? after : begin;
  };
  const std::size_t test_begin = cut(sorted.size(), shares.test);
  const std::size_t valid_begin = shares.valid > 0 ? cut(test_begin, shares.valid) : test_begin;
  SplitSides sides;
  if (ids_.empty()) return sides;
  const auto begin_of = [&](std::size_t at) { return at < sorted.size() ? sorted[at] : INFINITY; };
  sides.test_begin = begin_of(test_begin);
  sides.valid_begin = begin_of(valid_begin);
  sides.unit_count = static_cast<std::int64_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  sides.by_row_id.resize(std::size_t{ids_.back()} + 1);
  for (std::size_t row = 0; row < ids_.size(); ++row) {
    const Side side = times_[row] >= sides.test_begin    ? Side::test
                      : times_[row] >= sides.valid_begin ? Side::valid
                                                         : Side::train;
    sides.by_row_id[ids_[row]] = side;
    ++sides.counts[static_cast<int>(side)];
  }
  return sides;
}

}  // namespace millrace
