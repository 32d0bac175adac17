// Keys and what is summed by them: numbers of twice a double's digits, pairs of codes, parts that merge.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/double_double.h"
#include "text_columns.h"
#include "transforms/key_aggregates.h"

namespace millrace {
namespace {

Column number_column(const std::vector<double>& values) {
  Column column;
  column.type = Type::float64;
  column.length = static_cast<std::int64_t>(values.size());
  column.data = Buffer::copy_of(values.data(), values.size() * sizeof(double));
  return column;
}

// --- numbers of twice a double's digits ------------------------------------------------------------------------------

TEST(DoubleDouble, KeepsWhatADoubleLoses) {
  const DoubleDouble sum = DoubleDouble{1e16, 0} + DoubleDouble{1, 0} + DoubleDouble{-1e16, 0};
  EXPECT_EQ(sum.value(), 1);
  const DoubleDouble product = two_product(1 + 0x1p-30, 1 - 0x1p-30);
  EXPECT_EQ(product.high, 1);
  EXPECT_EQ(product.low, -0x1p-60);
  const DoubleDouble third = DoubleDouble{1, 0} / 3;
  EXPECT_NEAR((third * DoubleDouble{3, 0} - DoubleDouble{1, 0}).value(), 0, 1e-31);
}

TEST(DoubleDouble, SumsShowNoOrderAndGiveBackWhatWasAdded) {
  std::mt19937_64 random(1);
  std::vector<double> values(5000);
  for (double& value : values)
    value = std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 30) - 60);
  KeySums::Sums forward, backward;
  for (std::size_t i = 0; i < values.size(); ++i) {
    forward.add(values[i]);
    backward.add(values[values.size() - 1 - i]);
  }
  for (const KeyStatistic what : {KeyStatistic::sum, KeyStatistic::mean, KeyStatistic::std}) {
    EXPECT_EQ(forward.statistic(what), backward.statistic(what));
    KeySums::Sums more = forward;
    more.add(-1e9);
    EXPECT_EQ(more.without(-1e9).statistic(what), forward.statistic(what));
  }
}

TEST(KeySums, OfFewNumbers) {
  KeySums::Sums sums;
  EXPECT_EQ(sums.statistic(KeyStatistic::count), 0);
  EXPECT_TRUE(std::isnan(sums.statistic(KeyStatistic::sum)));
  sums.add(0.1);
  EXPECT_EQ(sums.statistic(KeyStatistic::mean), 0.1);
  EXPECT_TRUE(std::isnan(sums.statistic(KeyStatistic::std)));
  for (int i = 0; i < 6; ++i) sums.add(0.1);
  EXPECT_EQ(sums.statistic(KeyStatistic::std), 0);
}

// --- keys ----------------------------------------------------------------------------------------------------------

TEST(KeyIds, OfSeveralColumnsAscendAndMerge) {
  const Column letters = text_column({"b", "a", "b", "", "a", "b"}, {false, false, false, true, false, false});
  const Column numbers = number_column({2, 1, 2, 1, std::nan(""), -1});
  KeyIds keys({"letter", "number"});
  std::vector<std::int32_t> ids(6);
  keys.number({&letters, &numbers}, ids.data());
  EXPECT_EQ(ids, (std::vector<std::int32_t>{0, 1, 0, kMissingCode, kMissingCode, 2}));
  KeyIds next({"letter", "number"});
  const Column more_letters = text_column({"c", "b"});
  const Column more_numbers = number_column({7, 2});
  next.number({&more_letters, &more_numbers}, ids.data());
  EXPECT_EQ(keys.merge(next), (std::vector<std::int32_t>{3, 0}));
  EXPECT_EQ(keys.merge(KeyIds({"letter", "number"})), (std::vector<std::int32_t>{}));
  const KeyIds::Sorted sorted = keys.sorted();
  EXPECT_EQ(sorted.categories[0]->texts(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(sorted.categories[1]->numbers(), (std::vector<double>{-1, 1, 2, 7}));
  // (a, 1), (b, -1), (b, 2), (c, 7)
  EXPECT_EQ(sorted.ids, (std::vector<std::int32_t>{1, 2, 0, 3}));
  EXPECT_EQ(sorted.pairs[0], (PairCodeList{1, (1ull << 32) | 0, (1ull << 32) | 2, (2ull << 32) | 3}));
}

TEST(CodesOfPairs, AreMissingOrUnseenWhereOneIs) {
  millrace::Run run;
  run.row_count = 5;
  const auto codes = [](Codes list) { return std::shared_ptr<const Codes>(std::make_shared<Codes>(std::move(list))); };
  run.slots = {codes({0, 1, 1, kMissingCode, kUnseenCode}), codes({1, 0, 1, 0, 0}), {}};
  CodesOfPairs(0, 1, 2, std::make_shared<PairCodeList>(PairCodeList{1, 1ull << 32})).run(run);
  EXPECT_EQ(run.get<Codes>(2), (Codes{0, 1, kUnseenCode, kMissingCode, kUnseenCode}));
}

// --- aggregates ------------------------------------------------------------------------------------------------------

TEST(KeyAggregates, OfPartsAreThoseOfTheWhole) {
  std::mt19937_64 random(2);
  constexpr std::size_t kRows = 300;
  std::vector<std::string> keys, texts;
  std::vector<double> values, ids;
  for (std::size_t row = 0; row < kRows; ++row) {
    keys.push_back("k" + std::to_string(random() % 20));
    texts.push_back("t" + std::to_string(random() % 5));
    values.push_back(random() % 6 == 0 ? std::nan("") : static_cast<double>(random() % 10));
    ids.push_back(static_cast<double>(row));
  }
  const std::vector<KeyAggregates::Spec> specs{{"count", "", false},  {"mean", "x", false}, {"std", "x", false},
                                               {"min", "x", false},   {"max", "x", false},  {"distinct", "x", false},
                                               {"first", "x", false}, {"last", "t", true},  {"distinct", "t", true},
                                               {"count", "t", true},  {"sum", "x", false}};
  const auto add = [&](KeyAggregates& state, std::size_t begin, std::size_t end) {
    const auto b = static_cast<std::ptrdiff_t>(begin), e = static_cast<std::ptrdiff_t>(end);
    const Column key = text_column({keys.begin() + b, keys.begin() + e});
    const Column text = text_column({texts.begin() + b, texts.begin() + e});
    KeyAggregates::Batch batch{{&key}, {}, {}, nullptr, ids.data() + begin, end - begin};
    for (const auto& spec : specs) {
      batch.numbers.push_back(spec.column == "x" ? values.data() + begin : nullptr);
      batch.texts.push_back(spec.is_text ? &text : nullptr);
    }
    state.update(batch);
  };
  KeyAggregates whole({"key"}, specs);
  add(whole, 0, kRows);
  const auto expected = whole.finish();
  // Backwards, and with an empty part.
  KeyAggregates state({"key"}, specs);
  std::vector<std::shared_ptr<KeyAggregates>> parts{state.fork()};
  for (std::size_t end = kRows; end > 0; end -= 50) {
    parts.push_back(state.fork());
    add(*parts.back(), end - 50, end);
  }
  for (const auto& part : parts) state.merge(*part);
  const auto merged = state.finish();
  EXPECT_EQ(merged.key.categories[0]->texts(), expected.key.categories[0]->texts());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto& [a, b] = std::pair{merged.aggregates[i].numbers, expected.aggregates[i].numbers};
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t key = 0; key < a.size(); ++key) {
      EXPECT_TRUE(a[key] == b[key] || (std::isnan(a[key]) && std::isnan(b[key]))) << specs[i].statistic << " " << key;
    }
  }
}

}  // namespace
}  // namespace millrace
