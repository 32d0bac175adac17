// Encoders of categories: states that merge, codes turned into other values, hashes.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/murmur3.h"
#include "text_columns.h"
#include "transforms/category_counter.h"
#include "transforms/code_maps.h"
#include "transforms/hash_categories.h"
#include "transforms/target_statistics.h"

namespace millrace {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Column number_column(const std::vector<double>& values) {
  Column column;
  column.type = Type::float64;
  column.length = static_cast<std::int64_t>(values.size());
  column.data = Buffer::copy_of(values.data(), values.size() * sizeof(double));
  return column;
}

Run run_of(std::int64_t rows, std::vector<Value> slots, bool lenient = false) {
  Run run;
  run.row_count = rows;
  run.lenient = lenient;
  run.slots = std::move(slots);
  return run;
}

template <typename T>
Value value_of(T value) {
  return std::shared_ptr<const T>(std::make_shared<T>(std::move(value)));
}

Value column_value(Column column) { return std::make_shared<const Column>(std::move(column)); }

// --- category counters ---------------------------------------------------------------------------------------------

void expect_same(const CategoryCounter::Result& a, const CategoryCounter::Result& b) {
  EXPECT_EQ(a.categories->texts(), b.categories->texts());
  EXPECT_EQ(a.categories->numbers(), b.categories->numbers());
  EXPECT_EQ(a.counts, b.counts);
  EXPECT_EQ(a.missing_count, b.missing_count);
  EXPECT_EQ(a.codes, b.codes);
}

TEST(CategoryCounter, PartsMergeToTheWhole) {
  const std::vector<std::string> texts{"b", "a", "", "c", "a", "b", "b", "zz", "a"};
  const std::vector<bool> missing{false, false, true, false, false, true, false, false, false};
  for (const bool keep : {false, true}) {
    CategoryCounter whole("city", keep);
    whole.update(text_column(texts, missing));
    const auto expected = whole.finish();
    EXPECT_EQ(expected.codes.empty(), !keep);
    for (std::size_t cut = 0; cut <= texts.size(); ++cut) {
      const auto at = static_cast<std::ptrdiff_t>(cut);
      CategoryCounter first("city", keep);
      const auto next = first.fork();
      const auto empty = first.fork();
      // A part without rows has seen no column at all.
      if (cut > 0) {
        first.update(text_column({texts.begin(), texts.begin() + at}, {missing.begin(), missing.begin() + at}));
      }
      if (cut < texts.size()) {
        next->update(text_column({texts.begin() + at, texts.end()}, {missing.begin() + at, missing.end()}));
      }
      first.merge(*empty);
      first.merge(*next);
      expect_same(first.finish(), expected);
    }
  }
}

TEST(CategoryCounter, PartsOfNumbersMergeInAnyOrderToTheSameCounts) {
  const std::vector<double> numbers{3, -0.0, 1e300, kNaN, 0.0, 3, 2.5, -7};
  CategoryCounter whole("n", false);
  whole.update(number_column(numbers));
  CategoryCounter backwards("n", false);
  for (std::size_t i = numbers.size(); i-- > 0;) {
    const auto part = backwards.fork();
    part->update(number_column({numbers[i]}));
    backwards.merge(*part);
  }
  expect_same(backwards.finish(), whole.finish());
}

TEST(CategoryCounter, ColumnsOfTwoTypesDoNotMerge) {
  CategoryCounter texts("x", false), numbers("x", false);
  texts.update(text_column({"1"}));
  numbers.update(number_column({1}));
  EXPECT_THROW(texts.merge(numbers), Error);
}

TEST(NumberIds, TellApartWhatHashesMayNot) {
  NumberIds ids;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100'000; ++i) ASSERT_EQ(ids.find_or_add(i * 0.5), i);
  }
  EXPECT_EQ(ids.find_or_add(-0.0), 0);
}

// --- target statistics ---------------------------------------------------------------------------------------------

struct TargetRows {
  std::vector<std::string> categories;
  std::vector<bool> missing;
  std::vector<double> targets, ids;
};

TargetRows target_rows(std::size_t count) {
  std::mt19937_64 random(3);
  TargetRows rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.categories.push_back("c" + std::to_string(random() % 7));
    rows.missing.push_back(random() % 10 == 0);
    rows.targets.push_back(static_cast<double>(random() % 1000) / 7 + 1e4);
    rows.ids.push_back(static_cast<double>(3 * i));
  }
  return rows;
}

void add(TargetStatistics& state, const TargetRows& rows, std::size_t begin, std::size_t end) {
  const auto b = static_cast<std::ptrdiff_t>(begin), e = static_cast<std::ptrdiff_t>(end);
  state.update(text_column({rows.categories.begin() + b, rows.categories.begin() + e},
                           {rows.missing.begin() + b, rows.missing.begin() + e}),
               number_column({rows.targets.begin() + b, rows.targets.begin() + e}),
               number_column({rows.ids.begin() + b, rows.ids.begin() + e}));
}

TEST(TargetStatistics, BatchesChangeNoBitAndPartsNextToNone) {
  const TargetRows rows = target_rows(997);
  for (const bool is_class : {false, true}) {
    const TargetStatistics::Options options{"c", "y", is_class, 5, 1};
    TargetStatistics whole(options);
    add(whole, rows, 0, 997);
    const auto expected = whole.finish(std::nullopt, true);
    TargetStatistics cut(options);
    for (std::size_t begin = 0; begin < 997; begin += 13) add(cut, rows, begin, std::min<std::size_t>(997, begin + 13));
    const auto same = cut.finish(std::nullopt, true);
    EXPECT_EQ(same.encodings, expected.encodings);
    EXPECT_EQ(same.fold_encodings, expected.fold_encodings);
    EXPECT_EQ(same.fold_means, expected.fold_means);
    TargetStatistics first(options);
    std::vector<std::shared_ptr<TargetStatistics>> parts;
    add(first, rows, 0, 100);
    for (const auto& [begin, end] :
         {std::pair<std::size_t, std::size_t>{100, 101}, {101, 101}, {101, 600}, {600, 997}}) {
      parts.push_back(first.fork());
      add(*parts.back(), rows, begin, end);
    }
    for (const auto& part : parts) first.merge(*part);
    const auto merged = first.finish(std::nullopt, true);
    EXPECT_EQ(merged.categories->texts(), expected.categories->texts());
    EXPECT_EQ(merged.row_count, 997);
    ASSERT_EQ(merged.fold_encodings.size(), expected.fold_encodings.size());
    for (std::size_t i = 0; i < merged.fold_encodings.size(); ++i) {
      const double bound = is_class ? 0 : 1e-12 * std::fabs(expected.fold_encodings[i]);
      EXPECT_NEAR(merged.fold_encodings[i], expected.fold_encodings[i], bound);
    }
  }
}

TEST(TargetStatistics, OfOneRowHaveNoOtherFolds) {
  const TargetRows rows = target_rows(1);
  TargetStatistics state({"c", "y", false, 5, 0});
  add(state, rows, 0, 1);
  const auto result = state.finish(10.0, true);
  EXPECT_DOUBLE_EQ(result.means.at(0), rows.targets[0]);
  EXPECT_DOUBLE_EQ(result.encodings.at(0), rows.targets[0]);
  std::size_t without = 0;
  for (const double mean : result.fold_means) without += std::isnan(mean);
  EXPECT_EQ(without, 1u);
}

TEST(RowFolds, AreOfAboutEqualSize) {
  const RowFolds folds(7, 10);
  std::vector<int> sizes(10);
  for (int row = 0; row < 100'000; ++row) ++sizes[folds.fold_of(row)];
  for (const int size : sizes) EXPECT_NEAR(size, 10'000, 400);
}

// --- codes turned into other values --------------------------------------------------------------------------------

TEST(CodeMaps, HaveValuesForMissingAndUnseenCodes) {
  auto run = run_of(4, {value_of(Codes{1, kMissingCode, kUnseenCode, 0}), {}, {}, {}});
  const auto table = std::make_shared<const std::vector<double>>(std::vector<double>{1, 2, 3, 4});
  NumbersOfCodes(0, 1, {table, 2, 1, -8, -9}).run(run);
  EXPECT_EQ(run.get<Numbers>(1), (Numbers{4, -8, -9, 2}));
  RecodeCategories(0, 2, {5, 6}, 7, kUnseenCode).run(run);
  EXPECT_EQ(run.get<Codes>(2), (Codes{6, 7, kUnseenCode, 5}));
  const auto texts = std::make_shared<const Categories>(std::vector<std::string>{"größe", ""});
  TextsOfCodes(0, 3, texts, "other").run(run);
  const Column& column = run.column(3);
  EXPECT_EQ(column.null_count, 1);
  EXPECT_EQ(column.text(0), "");
  EXPECT_FALSE(column.is_valid(1));
  EXPECT_EQ(column.text(2), "other");
  EXPECT_EQ(column.text(3), "größe");
}

TEST(CodeMaps, RefuseCodesBeyondTheirTables) {
  auto run = run_of(1, {value_of(Codes{2}), {}});
  const auto table = std::make_shared<const std::vector<double>>(std::vector<double>{1, 2});
  EXPECT_THROW(NumbersOfCodes(0, 1, {table, 1, 0, 0, 0}).run(run), Error);
  EXPECT_THROW(RecodeCategories(0, 1, {0, 1}, -1, -2).run(run), Error);
  const auto texts = std::make_shared<const Categories>(std::vector<std::string>{"a", "b"});
  EXPECT_THROW(TextsOfCodes(0, 1, texts, "").run(run), Error);
}

TEST(RefuseUnseen, NamesTheValue) {
  for (const bool missing_too : {false, true}) {
    auto run = run_of(3, {column_value(text_column({"a", "", "x"}, {false, true})), value_of(Codes{0, -1, -2})}, true);
    RefuseUnseen(0, 1, "city", missing_too).run(run);
    ASSERT_EQ(run.problems.size(), missing_too ? 2u : 1u);
    EXPECT_EQ(run.problems.back().row, 2);
    EXPECT_NE(run.problems.back().message.find("'x'"), std::string::npos);
  }
}

// --- hashes --------------------------------------------------------------------------------------------------------

// Expected: scikit-learn's murmurhash3_32.
TEST(Murmur3, IsThatOfScikitLearn) {
  EXPECT_EQ(murmur3("", 0), 0x00000000u);
  EXPECT_EQ(murmur3("", 42), 0x087fcd5cu);
  EXPECT_EQ(murmur3("a", 0), 0x3c2569b2u);
  EXPECT_EQ(murmur3("a", 42), 0xb2e5a263u);
  EXPECT_EQ(murmur3("ab", 0), 0x9bbfd75fu);
  EXPECT_EQ(murmur3("ab", 42), 0xd72d0e47u);
  EXPECT_EQ(murmur3("abc", 0), 0xb3dd93fau);
  EXPECT_EQ(murmur3("abc", 42), 0x4e4f1e68u);
  EXPECT_EQ(murmur3("abcd", 0), 0x43ed676au);
  EXPECT_EQ(murmur3("abcd", 42), 0xe860e5ccu);
  EXPECT_EQ(murmur3("city=Zürich", 0), 0x75a6d597u);
  EXPECT_EQ(murmur3("city=Zürich", 42), 0xc1c46939u);
  EXPECT_EQ(murmur3("a longer text than sixteen bytes", 0), 0x76a9eb90u);
  EXPECT_EQ(murmur3("a longer text than sixteen bytes", 42), 0x33dc4500u);
}

TEST(HashCategories, OfNoColumnsOrRowsAreEmpty) {
  auto run = run_of(0, {column_value(text_column({})), {}});
  HashCategories({0}, 1, {{"city"}, 16, true, std::nullopt}).run(run);
  EXPECT_EQ(run.get<CsrBlock>(1).row_count, 0);
  EXPECT_THROW(HashCategories({0}, 1, {{}, 16, true, std::nullopt}), Error);
  EXPECT_THROW(HashCategories({0}, 1, {{"city"}, 0, true, std::nullopt}), Error);
}

}  // namespace
}  // namespace millrace
