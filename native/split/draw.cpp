// Random sides: units of rows in the order of their keys, into what is left to fill of each class.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "split/split_rows.h"
#include "split/unit_index.h"

namespace millrace {

namespace {

// Rows of one unit by class; `classes` names those that are there.
class UnitClasses {
 public:
  explicit UnitClasses(std::size_t class_count) : rows_(class_count) {}

  void count(const UnitIndex& units, std::size_t unit, const std::vector<std::uint32_t>& class_of_row) {
    for (const std::uint32_t one : classes_) rows_[one] = 0;
    classes_.clear();
    if (class_of_row.empty()) {
      classes_.push_back(0);
      rows_[0] = units.length(unit);
      return;
    }
    for (std::uint32_t at = units.begins[unit]; at < units.begins[unit + 1]; ++at) {
      const std::uint32_t one = class_of_row[units.rows[at]];
      if (rows_[one]++ == 0) classes_.push_back(one);
    }
  }

  bool fits(const std::vector<std::int64_t>& wanted) const {
    return std::all_of(classes_.begin(), classes_.end(), [&](std::uint32_t one) { return rows_[one] <= wanted[one]; });
  }

  // By how many rows the sides come nearer to what is wanted; negative when they move away.
  std::int64_t gain(const std::vector<std::int64_t>& wanted) const {
    std::int64_t gain = 0;
    for (const std::uint32_t one : classes_) gain += std::abs(wanted[one]) - std::abs(wanted[one] - rows_[one]);
    return gain;
  }

  void take_from(std::vector<std::int64_t>& wanted) const {
    for (const std::uint32_t one : classes_) wanted[one] -= rows_[one];
  }

  std::uint32_t first() const { return classes_.front(); }

 private:
  std::vector<std::int64_t> rows_;
  std::vector<std::uint32_t> classes_;
};

std::vector<std::uint32_t> in_random_order(const UnitIndex& units, const std::vector<std::uint32_t>& ids,
                                           std::uint64_t seed) {
  struct Keyed {
    std::uint64_t key;
    std::uint32_t unit;
  };
  const RandomStream random(seed, "split");
  std::vector<Keyed> keyed(units.size());
  for (std::size_t unit = 0; unit < keyed.size(); ++unit) {
    keyed[unit] = {random.uint64(ids[units.rows[units.begins[unit]]]), static_cast<std::uint32_t>(unit)};
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const Keyed& a, const Keyed& b) { return a.key < b.key || (a.key == b.key && a.unit < b.unit); });
  std::vector<std::uint32_t> order(keyed.size());
  for (std::size_t i = 0; i < keyed.size(); ++i) order[i] = keyed[i].unit;
  return order;
}

// Moves units of `order` from train to `side` until nothing is wanted of any class.
void fill_side(Side side, std::vector<std::int64_t> wanted, const std::vector<std::uint32_t>& order,
               const UnitIndex& units, const std::vector<std::uint32_t>& class_of_row, std::vector<Side>& side_of_unit,
               const RunContext& context) {
  UnitClasses classes(wanted.size());
  std::int64_t left = std::accumulate(wanted.begin(), wanted.end(), std::int64_t{0});
  const auto take = [&](std::uint32_t unit) {
    classes.take_from(wanted);
    side_of_unit[unit] = side;
    left -= units.length(unit);
  };
  for (std::size_t i = 0; i < order.size() && left > 0; ++i) {
    if (i % 65536 == 0) context.check();
    if (side_of_unit[order[i]] != Side::train) continue;
    classes.count(units, order[i], class_of_row);
    if (classes.fits(wanted)) take(order[i]);
  }
  if (left == 0) return;
  // Units were too large: for each class the one that helps most, if one does. The first in order among equals.
  struct Best {
    std::int64_t gain = 0;
    std::uint32_t unit = 0;
  };
  std::vector<Best> best(wanted.size());
  for (const std::uint32_t unit : order) {
    if (side_of_unit[unit] != Side::train) continue;
    classes.count(units, unit, class_of_row);
    const std::int64_t gain = classes.gain(wanted);
    Best& found = best[classes.first()];
    if (gain > found.gain) found = {gain, unit};
  }
  for (const Best& found : best) {
    if (found.gain == 0) continue;
    classes.count(units, found.unit, class_of_row);
    if (classes.gain(wanted) > 0) take(found.unit);
  }
}

}  // namespace

std::vector<std::int64_t> apportion(const std::vector<std::int64_t>& class_rows, const std::vector<std::int64_t>& left,
                                    double share) {
  const auto all = static_cast<double>(std::accumulate(class_rows.begin(), class_rows.end(), std::int64_t{0}));
  auto missing = static_cast<std::int64_t>(std::floor(all * share + 0.5));
  std::vector<std::int64_t> wanted(class_rows.size());
  std::vector<double> remainder(class_rows.size());
  for (std::size_t one = 0; one < wanted.size(); ++one) {
    const double exact = static_cast<double>(class_rows[one]) * share;
    wanted[one] = std::min(static_cast<std::int64_t>(std::floor(exact)), left[one]);
    remainder[one] = exact - std::floor(exact);
    missing -= wanted[one];
  }
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (const std::size_t one : order) {
    if (missing == 0) break;
    if (wanted[one] == left[one]) continue;
    ++wanted[one];
    --missing;
  }
  return wanted;
}

SplitSides SplitRows::draw(const Shares& shares, std::uint64_t seed, const RunContext& context) {
  const UnitIndex units =
      hashes_.empty() ? single_rows(ids_.size()) : group_rows(std::move(hashes_), ids_.size(), context);
  hashes_.clear();
  const std::vector<std::uint32_t> order = in_random_order(units, ids_, seed);
  const std::size_t class_count = std::max<std::size_t>(1, class_of_.size());
  const auto class_of = [&](std::size_t row) { return classes_.empty() ? 0 : classes_[row]; };
  std::vector<std::int64_t> class_rows(class_count);
  for (std::size_t row = 0; row < ids_.size(); ++row) ++class_rows[class_of(row)];

  std::vector<Side> side_of_unit(units.size(), Side::train);
  std::vector<std::int64_t> left = class_rows;
  const std::vector<std::int64_t> test = apportion(class_rows, left, shares.test);
  fill_side(Side::test, test, order, units, classes_, side_of_unit, context);
  if (shares.valid > 0) {
    for (std::size_t one = 0; one < class_count; ++one) left[one] -= test[one];
    fill_side(Side::valid, apportion(class_rows, left, shares.valid), order, units, classes_, side_of_unit, context);
  }

  SplitSides sides;
  sides.unit_count = static_cast<std::int64_t>(units.size());
  sides.class_counts.resize(class_count * 4);
  if (!ids_.empty()) sides.by_row_id.resize(std::size_t{ids_.back()} + 1);
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    const Side side = side_of_unit[unit];
    if (units.length(unit) > 1) sides.repeated_count += units.length(unit);
    sides.counts[static_cast<int>(side)] += units.length(unit);
    for (std::uint32_t at = units.begins[unit]; at < units.begins[unit + 1]; ++at) {
      const std::uint32_t row = units.rows[at];
      sides.by_row_id[ids_[row]] = side;
      ++sides.class_counts[class_of(row) * 4 + static_cast<std::size_t>(side)];
    }
  }
  return sides;
}

}  // namespace millrace
