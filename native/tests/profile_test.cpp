// What a profile folds: counts of values, moments, repeated rows, missing patterns, samples; in parts and whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "columns.h"
#include "profile/associations.h"
#include "profile/changes.h"
#include "profile/hash.h"
#include "profile/number_summary.h"
#include "profile/table_profile.h"
#include "profile/target_rules.h"
#include "text_columns.h"

namespace millrace {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// --- values ----------------------------------------------------------------------------------------------------------

TEST(ValueCounts, AreExactUpToTheirCapacity) {
  std::mt19937_64 random(1);
  ValueCounts counts({.capacity = 1000, .precision = 12, .text_bytes = 5});
  std::map<std::uint64_t, std::int64_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t key = random() % 1000 * 0x9e3779b97f4a7c15;
    counts.add_text(key, "täxt" + std::to_string(key));
    ++expected[key];
  }
  ASSERT_TRUE(counts.exact());
  ASSERT_EQ(counts.size(), expected.size());
  EXPECT_EQ(counts.error(), 0);
  for (std::size_t entry = 0; entry < counts.size(); ++entry) {
    EXPECT_EQ(counts.count(entry), expected[counts.key(entry)]);
    EXPECT_EQ(counts.text(entry), "täxt");  // five bytes
  }
}

// Key k comes about n / k times.
std::vector<std::uint64_t> skewed(std::uint64_t distinct, std::uint64_t n) {
  std::vector<std::uint64_t> keys;
  for (std::uint64_t key = 1; key <= distinct; ++key) keys.insert(keys.end(), n / key + 1, key);
  std::shuffle(keys.begin(), keys.end(), std::mt19937_64(7));
  return keys;
}

void expect_bounds(const ValueCounts& counts, const std::vector<std::uint64_t>& keys) {
  std::map<std::uint64_t, std::int64_t> expected;
  for (const std::uint64_t key : keys) ++expected[key];
  const auto distinct = static_cast<double>(expected.size());
  EXPECT_NEAR(counts.distinct(), distinct, 4 * counts.relative_error() * distinct);
  std::map<std::uint64_t, std::int64_t> held;
  for (std::size_t entry = 0; entry < counts.size(); ++entry) held[counts.key(entry)] = counts.count(entry);
  for (const auto& [key, count] : expected) {
    EXPECT_LE(held[key], count);
    EXPECT_GE(held[key], count - counts.error());
  }
  EXPECT_LT(counts.error(), static_cast<std::int64_t>(keys.size() / 100));
}

TEST(ValueCounts, BeyondItAreTooLowByNoMoreThanTheySay) {
  const auto keys = skewed(30'000, 40'000);
  const ValueCounts::Options options{.capacity = 2048, .precision = 14, .text_bytes = 16};
  ValueCounts whole(options), few(options), many(options), none(options);
  for (const std::uint64_t key : keys) whole.add(key);
  expect_bounds(whole, keys);
  // Parts: one exact, one not, one empty.
  for (std::size_t i = 0; i < keys.size(); ++i) (i < 500 ? few : many).add(keys[i]);
  ASSERT_TRUE(few.exact());
  few.merge(many);
  few.merge(none);
  EXPECT_FALSE(few.exact());
  expect_bounds(few, keys);
  none.merge(few);
  EXPECT_EQ(none.distinct(), few.distinct());
}

TEST(DistinctCount, OfPartsIsThatOfTheWhole) {
  DistinctCount whole(12), left(12), right(12);
  EXPECT_EQ(whole.estimate(), 0);
  for (std::uint64_t i = 0; i < 50'000; ++i) {
    whole.add(mixed(i));
    (i % 3 ? left : right).add(mixed(i));
  }
  left.merge(right);
  EXPECT_EQ(left.estimate(), whole.estimate());
  EXPECT_NEAR(whole.estimate(), 50'000, 4 * whole.relative_error() * 50'000);
}

// --- numbers ---------------------------------------------------------------------------------------------------------

TEST(CentralMoments, HaveTheSameBitsForAnyBatches) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal(1e6, 3);
  std::vector<double> numbers(9001);
  for (double& number : numbers) number = random() % 10 ? normal(random) : kNaN;
  CentralMoments whole;
  whole.update(numbers.data(), numbers.size());
  whole.close();
  for (const std::size_t size : {std::size_t{1}, std::size_t{17}, std::size_t{4096}, std::size_t{4097}}) {
    CentralMoments parts;
    for (std::size_t at = 0; at < numbers.size(); at += size) {
      parts.update(numbers.data() + at, std::min(size, numbers.size() - at));
    }
    parts.close();
    EXPECT_EQ(parts.count, whole.count);
    EXPECT_EQ(parts.mean, whole.mean);
    EXPECT_EQ(parts.m2, whole.m2);
    EXPECT_EQ(parts.m3, whole.m3);
    EXPECT_EQ(parts.m4, whole.m4);
  }
  long double mean = 0, m2 = 0, m4 = 0, n = 0;
  for (const double x : numbers) {
    if (!std::isnan(x)) mean += x, ++n;
  }
  mean /= n;
  for (const double x : numbers) {
    if (std::isnan(x)) continue;
    m2 += (x - mean) * (x - mean);
    m4 += (x - mean) * (x - mean) * (x - mean) * (x - mean);
  }
  EXPECT_NEAR(whole.mean, static_cast<double>(mean), 1e-9);
  EXPECT_NEAR(whole.m2 / static_cast<double>(m2), 1, 1e-10);
  EXPECT_NEAR(whole.m4 / static_cast<double>(m4), 1, 1e-10);
  CentralMoments left, right, empty;
  left.update(numbers.data(), 3000);
  right.update(numbers.data() + 3000, numbers.size() - 3000);
  left.merge(right);
  left.merge(empty);
  empty.merge(left);
  EXPECT_NEAR(empty.m2 / whole.m2, 1, 1e-12);
}

TEST(NumberFacts, CountWhatIsOddAndKeepTheExtremes) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> numbers{3, -0.0, 0,    kNaN, infinity, -infinity, -1.5, 2, 2,       1e300,
                                    7, 8,    -1e9, 0.5,  0x1p60,   3,         4,    5, -0x1p63, 0x1p52 + 1};
  const auto expect = [](const NumberFacts& facts) {
    EXPECT_EQ(facts.zeros, 2);
    EXPECT_EQ(facts.negatives, 3);
    EXPECT_EQ(facts.fractions, 2);
    EXPECT_EQ(facts.positive_infinities, 1);
    EXPECT_EQ(facts.negative_infinities, 1);
    EXPECT_EQ(facts.lowest, (std::vector<double>{-0x1p63, -1e9, -1.5, 0, 0.5}));
    EXPECT_EQ(facts.highest, (std::vector<double>{1e300, 0x1p60, 0x1p52 + 1, 8, 7}));
    EXPECT_FALSE(std::signbit(facts.lowest[3]));
  };
  NumberFacts whole, left, right;
  whole.update(numbers.data(), numbers.size());
  expect(whole);
  left.update(numbers.data(), 11);
  right.update(numbers.data() + 11, numbers.size() - 11);
  left.merge(right);
  expect(left);
}

// --- times and texts -------------------------------------------------------------------------------------------------

TEST(TimeFacts, HoldTheFarthestInstants) {
  TimeFacts facts, next;
  facts.add(0);
  facts.add(-1);
  facts.add(std::numeric_limits<std::int64_t>::min());
  next.add(std::numeric_limits<std::int64_t>::max());
  next.add(86400000000);
  facts.merge(next);
  EXPECT_EQ(facts.first, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(facts.last, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(facts.count, 5);
  EXPECT_EQ(facts.whole_days, 2);
  EXPECT_EQ(facts.days.size(), 5u);
}

TEST(TextFacts, CountCharactersAndWords) {
  TextFacts facts, next;
  facts.add("");
  facts.add(" two  words ");
  next.add(
      "zwölf\xe3\x80\x80"
      "Boxkämpfer");     // an ideographic space
  next.add("\xff\xc3");  // no UTF-8
  facts.merge(next);
  facts.merge({});
  EXPECT_EQ(facts.count, 4);
  EXPECT_EQ(facts.empty, 1);
  EXPECT_EQ(facts.edge_spaces, 1);
  EXPECT_EQ(facts.most_words, 2);
  EXPECT_EQ(facts.least_length, 0);
  EXPECT_EQ(facts.most_length, 16);
}

// --- rows ------------------------------------------------------------------------------------------------------------

RowHash content_hash(std::uint64_t content) { return {mixed(content + 1), mixed(content ^ 0xabcdef)}; }

TEST(RepeatedRows, OfAnyOrderAndPartsAreTheSame) {
  std::vector<RowHash> rows;
  for (std::uint64_t i = 0; i < 6000; ++i) rows.push_back(content_hash(i % 4000));
  for (const std::size_t capacity : {std::size_t{4000}, std::size_t{500}}) {
    RepeatedRows whole(capacity), left(capacity), right(capacity), turned(capacity);
    whole.add(rows.data(), rows.size());
    left.add(rows.data(), 2500);
    right.add(rows.data() + 2500, rows.size() - 2500);
    left.merge(right);
    std::vector<RowHash> back(rows.rbegin(), rows.rend());
    turned.add(back.data(), back.size());
    const auto expected = whole.finish(0.2);
    EXPECT_EQ(expected.exact, capacity == 4000);
    for (const RepeatedRows* one : {&left, &turned}) {
      const auto found = one->finish(0.2);
      EXPECT_EQ(found.repeated, expected.repeated);
      EXPECT_EQ(found.distinct, expected.distinct);
      EXPECT_EQ(found.crossing, expected.crossing);
    }
    EXPECT_NEAR(expected.repeated, 2000, 4 * expected.error + 1e-9);
  }
  EXPECT_EQ(RepeatedRows().finish(0.2).repeated, 0);
}

TEST(SampledRows, DependOnTheirIdsAlone) {
  std::vector<double> ids(5000);
  std::iota(ids.begin(), ids.end(), 0);
  const auto chosen = [](const std::vector<double>& order, std::size_t cut) {
    SampledRows sample(100);
    for (std::size_t at = 0; at < order.size(); at += cut) {
      sample.take(order.data() + at, std::min(cut, order.size() - at));
      if (sample.is_full()) sample.thin();
    }
    std::vector<double> found;
    for (const std::uint32_t at : sample.order()) found.push_back(sample.id(at));
    return found;
  };
  const auto expected = chosen(ids, 5000);
  EXPECT_EQ(expected.size(), 100u);
  EXPECT_TRUE(std::is_sorted(expected.begin(), expected.end()));
  std::shuffle(ids.begin(), ids.end(), std::mt19937_64(3));
  for (const std::size_t cut : {std::size_t{1}, std::size_t{333}}) EXPECT_EQ(chosen(ids, cut), expected);
}

// --- tables ----------------------------------------------------------------------------------------------------------

// Every type, with gaps, at rows first to first + count.
std::vector<ColumnPtr> table_rows(std::size_t first, std::size_t count) {
  std::vector<std::int8_t> i8;
  std::vector<std::int32_t> days;
  std::vector<std::int64_t> i64;
  std::vector<std::uint64_t> u64;
  std::vector<float> f32;
  std::vector<double> f64;
  std::vector<std::uint8_t> bits((count + 7) / 8);
  std::vector<std::string> texts;
  std::vector<bool> gaps;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t r = mixed(first + i);
    i8.push_back(static_cast<std::int8_t>(r % 7));
    days.push_back(r % 500 == 0   ? std::numeric_limits<std::int32_t>::max()
                   : r % 500 == 1 ? std::numeric_limits<std::int32_t>::min()
                                  : static_cast<std::int32_t>(first + i));
    i64.push_back(r % 11 == 0 ? static_cast<std::int64_t>(kMissingKey) : static_cast<std::int64_t>(r));
    u64.push_back(r);
    f32.push_back(r % 13 == 0 ? std::nanf("") : static_cast<float>(r % 1000) / 8);
    f64.push_back(r % 17 == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(r % 7) * 2 + 0.25);
    if (r % 2) bits[i / 8] |= static_cast<std::uint8_t>(1u << i % 8);
    texts.push_back("t" + std::to_string(r % 20));
    gaps.push_back(r % 5 == 0);
  }
  auto truths = std::make_shared<Column>();
  truths->type = Type::boolean;
  truths->length = static_cast<std::int64_t>(count);
  truths->data = Buffer::copy_of(bits.data(), bits.size());
  return {column_of(Type::int8, i8),
          column_of(Type::date32, days, gaps),
          column_of(Type::int64, i64, gaps),
          column_of(Type::uint64, u64),
          column_of(Type::float32, f32),
          column_of(Type::float64, f64, gaps),
          truths,
          std::make_shared<Column>(text_column(texts, gaps)),
          column_of(Type::timestamp_us, i64)};
}

TableProfile empty_table() {
  TableProfileOptions options;
  for (const ColumnPtr& column : table_rows(0, 0)) options.types.push_back(column->type);
  return TableProfile(options);
}

void add_rows(TableProfile& table, std::size_t first, std::size_t end, std::size_t cut, int threads) {
  RunContext context;
  context.threads = threads;
  for (std::size_t at = first; at < end; at += cut) {
    const std::size_t count = std::min(cut, end - at);
    std::vector<double> ids(count);
    std::iota(ids.begin(), ids.end(), static_cast<double>(at));
    table.add(ids.data(), table_rows(at, count), static_cast<std::int64_t>(count), context);
  }
}

void expect_equal(TableProfile& found, TableProfile& expected) {
  ASSERT_EQ(found.row_count(), expected.row_count());
  EXPECT_EQ(found.repeated().finish(0.2).repeated, expected.repeated().finish(0.2).repeated);
  const auto patterns = found.patterns().patterns(), wanted = expected.patterns().patterns();
  ASSERT_EQ(patterns.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(patterns[i].columns, wanted[i].columns);
    EXPECT_EQ(patterns[i].count, wanted[i].count);
  }
  const auto rows = found.sample().order(), wanted_rows = expected.sample().order();
  ASSERT_EQ(rows.size(), wanted_rows.size());
  for (std::size_t c = 0; c < expected.columns().size(); ++c) {
    ColumnProfile &own = found.columns()[c], &other = expected.columns()[c];
    EXPECT_EQ(own.missing, other.missing) << c;
    EXPECT_EQ(own.values.size(), other.values.size()) << c;
    EXPECT_EQ(own.numbers.lowest, other.numbers.lowest) << c;
    EXPECT_EQ(own.times.days, other.times.days) << c;
    EXPECT_EQ(own.texts.length_sum, other.texts.length_sum) << c;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(own.sample[rows[i]], other.sample[wanted_rows[i]]) << c << ", row " << i;
    }
  }
}

TEST(TableProfile, IsTheSameForAnyBatchesThreadsAndParts) {
  constexpr std::size_t rows = 9000;
  TableProfile whole = empty_table();
  add_rows(whole, 0, rows, rows, 1);
  EXPECT_EQ(whole.columns()[0].missing, 0);
  EXPECT_GT(whole.columns()[2].values.size(), 6000u);
  for (const std::size_t cut : {std::size_t{97}, std::size_t{4097}}) {
    TableProfile other = empty_table();
    add_rows(other, 0, rows, cut, 7);
    expect_equal(other, whole);
  }
  TableProfile left = empty_table();
  const auto right = left.fork();
  add_rows(left, 0, 4000, 4000, 4);
  add_rows(*right, 4000, rows, 1000, 4);
  left.merge(*right);
  expect_equal(left, whole);
}

TEST(TableProfile, OfFewRowsAnswersEverything) {
  for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{300}}) {
    TableProfile table = empty_table();
    add_rows(table, 0, rows, 64, 4);
    RunContext context;
    context.threads = 4;
    const std::size_t columns = table.columns().size();
    std::vector<AssociationColumn> all;
    std::vector<bool> is_number;
    std::vector<std::size_t> indices;
    std::vector<std::ptrdiff_t> features{-1};
    for (std::size_t c = 0; c < columns; ++c) {
      is_number.push_back(kind_of(table.columns()[c].type) == ValueKind::number && c != 0);
      all.push_back({c, is_number[c]});
      indices.push_back(c);
      features.push_back(static_cast<std::ptrdiff_t>(c));
    }
    const Associations found = associate(table, all, context);
    EXPECT_EQ(found.rows, rows);
    // The float64 column is twice the int8 one, and a quarter, where it has a value: η is 1.
    if (rows == 300) {
      EXPECT_NEAR(found.strength[5], 1, 1e-12);
    }
    for (std::size_t c = 0; c < columns; ++c) {
      const NumberSummary summary = summarize_numbers(table.columns()[c], table.sample().order(), {0, 0.5, 1});
      if (rows == 0) {
        EXPECT_EQ(summary.count, 0);
      }
    }
    std::vector<bool> by_size{true};
    by_size.insert(by_size.end(), is_number.begin(), is_number.end());
    for (const bool is_classes : {false, true}) {
      const TargetRules rules = learn_rules(table, {is_classes ? 7u : 4u, is_classes, features, by_size}, context);
      EXPECT_EQ(rules.features.size(), features.size());
    }
    const Changes changes = find_changes(table, 8, {-1e18, 0, 1e18}, indices, is_number, context);
    EXPECT_EQ(changes.columns.size(), columns);
  }
}

TEST(Correlations, AreUndefinedOfConstants) {
  EXPECT_NEAR(pearson({1, 2, kNaN, 4}, {2, 4, 5, 8}), 1, 1e-15);
  EXPECT_NEAR(spearman({1, 2, 3, 40}, {-1, -2, -3, -4}), -1, 1e-15);
  EXPECT_TRUE(std::isnan(pearson({1, 1}, {1, 2})));
  EXPECT_TRUE(std::isnan(spearman({}, {})));
}

}  // namespace
}  // namespace millrace
