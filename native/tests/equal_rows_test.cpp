#include "transforms/equal_rows.h"

#include <gtest/gtest.h>

#include <limits>

#include "columns.h"

namespace millrace {
namespace {

ColumnPtr numbers(const std::vector<double>& values) { return column_of(Type::float64, values); }

std::vector<double> repeated(const std::vector<std::vector<double>>& batches, EqualRows::Keep keep, bool in_parts) {
  EqualRows all;
  for (const std::vector<double>& batch : batches) {
    const auto part = in_parts ? all.fork() : nullptr;
    (part ? *part : all).add({numbers(batch)}, static_cast<std::int64_t>(batch.size()));
    if (part) all.merge(*part);
  }
  return all.repeated(keep, RunContext{});
}

using Rows = std::vector<double>;
constexpr auto kFirst = EqualRows::Keep::first;
constexpr auto kLast = EqualRows::Keep::last;
constexpr auto kNone = EqualRows::Keep::none;

TEST(EqualRows, GoByWhichOneStays) {
  for (const bool in_parts : {false, true}) {
    const std::vector<Rows> batches{{5, 7, 5}, {}, {7, 9, 5}};
    EXPECT_EQ(repeated(batches, kFirst, in_parts), (Rows{2, 3, 5}));
    EXPECT_EQ(repeated(batches, kLast, in_parts), (Rows{0, 1, 2}));
    EXPECT_EQ(repeated(batches, kNone, in_parts), (Rows{0, 1, 2, 3, 5}));
  }
}

TEST(EqualRows, ZeroEqualsMinusZeroAndNanIsMissing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(repeated({{0, -0.0, nan, nan, 1}}, kFirst, false), (Rows{1, 3}));
}

TEST(EqualRows, OfNoRowsOrDifferentOnesNoneGoes) {
  EXPECT_EQ(repeated({}, kFirst, false), Rows{});
  EXPECT_EQ(repeated({{1, 2, 3}}, kNone, false), Rows{});
}

}  // namespace
}  // namespace millrace
