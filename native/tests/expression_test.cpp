// Expressions as flat programs: no rows, awkward numbers of them, constants beside columns, what is missing.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "expression/evaluate.h"
#include "text_columns.h"

namespace millrace::expression {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ColumnPtr doubles(const std::vector<double>& values) {
  auto column = std::make_shared<Column>();
  column->type = Type::float64;
  column->length = static_cast<std::int64_t>(values.size());
  column->data = Buffer::copy_of(values.data(), values.size() * sizeof(double));
  return column;
}

ColumnPtr instants(const std::vector<std::int64_t>& values) {
  auto column = std::make_shared<Column>();
  column->type = Type::timestamp_us;
  column->length = static_cast<std::int64_t>(values.size());
  column->data = Buffer::copy_of(values.data(), values.size() * sizeof(std::int64_t));
  return column;
}

Step column_step(int column, Kind kind = Kind::number) {
  Step step;
  step.what = Step::What::column;
  step.kind = kind;
  step.column = column;
  return step;
}

Step number_step(double value) {
  Step step;
  step.constant = make_numbers(1);
  step.constant.own_numbers[0] = value;
  step.constant.stride = 0;
  return step;
}

Step call_step(const char* operation, std::vector<int> operands, Kind kind = Kind::number) {
  Step step;
  step.what = Step::What::call;
  step.kind = kind;
  step.kernel = kernel_of(operation);
  EXPECT_NE(step.kernel, nullptr) << operation;
  step.operands = std::move(operands);
  return step;
}

template <typename... Steps>
std::vector<Step> program(Steps... steps) {
  std::vector<Step> all;
  (all.push_back(std::move(steps)), ...);
  return all;
}

Evaluation evaluate(std::vector<Step> steps, const std::vector<ColumnPtr>& columns, std::int64_t rows) {
  std::vector<double> ids(static_cast<std::size_t>(rows));
  for (std::size_t row = 0; row < ids.size(); ++row) ids[row] = static_cast<double>(row);
  return Expression(std::move(steps)).run(columns, ids.data(), rows);
}

TEST(Expression, DividesRowByRowAndMarksWhatIsNotFinite) {
  for (const std::size_t rows : {0u, 1u, 7u, 8u, 9u, 64u, 1001u}) {
    std::vector<double> values(rows);
    for (std::size_t row = 0; row < rows; ++row) values[row] = static_cast<double>(row % 4) - 1;
    const auto made = evaluate(program(number_step(6), column_step(0), call_step("div", {0, 1})), {doubles(values)},
                               static_cast<std::int64_t>(rows));
    ASSERT_EQ(made.column->length, static_cast<std::int64_t>(rows));
    std::int64_t zeros = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const bool is_zero = values[row] == 0;
      zeros += is_zero;
      ASSERT_EQ(made.column->is_valid(static_cast<std::int64_t>(row)), !is_zero);
      if (!is_zero) {
        ASSERT_EQ(made.column->data.as<double>()[row], 6 / values[row]);
      }
    }
    EXPECT_EQ(made.non_finite, zeros);
  }
}

TEST(Expression, EveryKernelTakesAwkwardNumbers) {
  const std::vector<double> awkward{0,      -0.0,   1,      -1,      0.5,       -2.5,       1e308,    -1e308,
                                    5e-324, 0x1p52, 0x1p63, -0x1p63, kInfinity, -kInfinity, kMissing, 3};
  const auto rows = static_cast<std::int64_t>(awkward.size());
  std::vector<double> turned(awkward.rbegin(), awkward.rend());
  for (const char* name : {"neg", "abs", "sqrt", "floor", "ceil", "sign"}) {
    EXPECT_EQ(evaluate(program(column_step(0), call_step(name, {0})), {doubles(awkward)}, rows).column->length, rows);
  }
  for (const char* name : {"add", "sub", "mul", "div", "mod", "greatest", "least"}) {
    EXPECT_EQ(evaluate(program(column_step(0), column_step(1), call_step(name, {0, 1})),
                       {doubles(awkward), doubles(turned)}, rows)
                  .column->length,
              rows);
  }
  for (const double scale : {1.0, 100.0, 1e15, -10.0, -1e15}) {
    Step round = call_step("round", {0});
    round.parameter = scale;
    EXPECT_EQ(evaluate(program(column_step(0), std::move(round)), {doubles(awkward)}, rows).column->length, rows);
  }
  for (const char* name : {"eq", "ne", "lt", "le", "gt", "ge"}) {
    const auto made = evaluate(program(column_step(0), column_step(1), call_step(name, {0, 1}, Kind::boolean)),
                               {doubles(awkward), doubles(turned)}, rows);
    EXPECT_EQ(made.column->type, Type::boolean);
  }
}

TEST(Expression, TheCalendarTakesTheFarthestInstants) {
  const auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::int64_t> values{0, -1, 1, 951'782'400'000'000, least, least + 1, most, most - 1};
  for (const char* name : {"year", "quarter", "month", "week", "day", "dayOfYear", "dayOfWeek", "hour", "minute",
                           "second", "daysInMonth"}) {
    const auto made = evaluate(program(column_step(0, Kind::datetime), call_step(name, {0})), {instants(values)},
                               static_cast<std::int64_t>(values.size()));
    EXPECT_EQ(made.column->length, static_cast<std::int64_t>(values.size())) << name;
  }
  const auto years = evaluate(program(column_step(0, Kind::datetime), call_step("year", {0})), {instants(values)}, 4);
  EXPECT_EQ(years.column->data.as<double>()[0], 1970);
  EXPECT_EQ(years.column->data.as<double>()[1], 1969);
  EXPECT_EQ(years.column->data.as<double>()[3], 2000);
}

TEST(Expression, TextsAreComparedByTheirBytes) {
  const auto column = std::make_shared<Column>(text_column({"", "a", "äb", "ab", "b"}, {0, 0, 0, 0, 1}));
  const auto b = [] {
    Step text;
    text.kind = text.constant.kind = Kind::text;
    text.constant.stride = 0;
    text.constant.constant = "b";
    return text;
  };
  for (const char* name : {"contains", "startsWith", "endsWith", "eq", "lt"}) {
    const auto made =
        evaluate(program(column_step(0, Kind::text), b(), call_step(name, {0, 1}, Kind::boolean)), {column}, 5);
    EXPECT_FALSE(made.column->is_valid(4)) << name;
    EXPECT_EQ(made.column->null_count, 1) << name;
  }
  const auto made = evaluate(program(column_step(0, Kind::text), call_step("length", {0})), {column}, 5);
  EXPECT_EQ(made.column->data.as<double>()[2], 2);  // characters, not bytes
}

TEST(Expression, TruthIsKleenes) {
  const double x[] = {1, 0, kMissing};
  for (int i = 0; i < 9; ++i) {
    const std::vector<ColumnPtr> columns{doubles({x[i / 3]}), doubles({x[i % 3]})};
    const auto joined = [&](const char* operation) {
      return evaluate(program(column_step(0), number_step(0), call_step("gt", {0, 1}, Kind::boolean), column_step(1),
                              call_step("gt", {3, 1}, Kind::boolean), call_step(operation, {2, 4}, Kind::boolean)),
                      columns, 1);
    };
    const bool any_false = x[i / 3] == 0 || x[i % 3] == 0, any_true = x[i / 3] == 1 || x[i % 3] == 1;
    const bool any_missing = std::isnan(x[i / 3]) || std::isnan(x[i % 3]);
    EXPECT_EQ(joined("and").column->is_valid(0), any_false || !any_missing) << i;
    EXPECT_EQ(joined("or").column->is_valid(0), any_true || !any_missing) << i;
  }
}

}  // namespace
}  // namespace millrace::expression
