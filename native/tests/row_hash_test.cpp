#include "core/row_hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "columns.h"
#include "core/random.h"
#include "text_columns.h"

namespace millrace {
namespace {

ColumnPtr texts(const std::vector<std::string>& values, const std::vector<bool>& is_null = {}) {
  return std::make_shared<Column>(text_column(values, is_null));
}

std::vector<RowHash> hashes_of(const std::vector<ColumnPtr>& columns) {
  std::vector<RowHash> hashes(static_cast<std::size_t>(columns[0]->length));
  hash_rows(columns, columns[0]->length, hashes.data());
  return hashes;
}

TEST(RowHash, EqualRowsHaveEqualHashesWhereverTheyStand) {
  const auto hashes = hashes_of({texts({"a", "b", "a", "a"}), column_of<std::int32_t>(Type::int32, {1, 1, 1, 2})});
  EXPECT_EQ(hashes[0], hashes[2]);
  EXPECT_FALSE(hashes[0] == hashes[1]);
  EXPECT_FALSE(hashes[0] == hashes[3]);
  EXPECT_EQ(hashes_of({texts({"a"}), column_of<std::int32_t>(Type::int32, {1})})[0], hashes[0]);
}

TEST(RowHash, TextEndsWhereItEnds) {
  const auto left =
      hashes_of({texts({"ab", "a", "", "abcdefghijklmnop", std::string("a\0", 2)}), texts({"c", "bc", "abc", "", ""})});
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(left[i] == left[j]) << i << " and " << j;
  }
}

TEST(RowHash, EveryLengthOfTextCountsItsLastByte) {
  for (std::size_t length = 1; length < 70; ++length) {
    std::string a(length, 'x');
    std::string b = a;
    b.back() = 'y';
    const auto hashes = hashes_of({texts({a, b, a})});
    EXPECT_EQ(hashes[0], hashes[2]);
    EXPECT_FALSE(hashes[0] == hashes[1]) << length;
  }
}

TEST(RowHash, ZeroHasOneSignAndNaNIsMissing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto hashes = hashes_of({column_of<double>(Type::float64, {0.0, -0.0, nan, -nan, 5, 1}, {0, 0, 0, 0, 1, 0})});
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[2], hashes[3]);
  EXPECT_EQ(hashes[2], hashes[4]);
  EXPECT_FALSE(hashes[0] == hashes[2]);
  EXPECT_FALSE(hashes[0] == hashes[5]);
  const auto narrow = hashes_of({column_of<float>(Type::float32, {0.0f, -0.0f, std::nanf(""), 1.0f}, {0, 0, 0, 1})});
  EXPECT_EQ(narrow[0], narrow[1]);
  EXPECT_EQ(narrow[2], narrow[3]);
}

TEST(RowHash, MissingIsNoValue) {
  const auto words = hashes_of({texts({"", ""}, {false, true})});
  EXPECT_FALSE(words[0] == words[1]);
  const auto numbers = hashes_of({column_of<std::int64_t>(Type::int64, {0, 0}, {false, true})});
  EXPECT_FALSE(numbers[0] == numbers[1]);
  const auto bits = hashes_of({column_of<std::uint8_t>(Type::boolean, {0b01, 0, 0, 0, 0, 0, 0, 0})});
  EXPECT_FALSE(bits[0] == bits[1]);
  EXPECT_EQ(bits[1], bits[2]);
}

TEST(RowHash, ReadsEveryNumberType) {
  const auto distinct = [](const ColumnPtr& column) {
    const auto hashes = hashes_of({column});
    return hashes[0] == hashes[2] && !(hashes[0] == hashes[1]);
  };
  EXPECT_TRUE(distinct(column_of<std::int8_t>(Type::int8, {-1, 1, -1})));
  EXPECT_TRUE(distinct(column_of<std::int16_t>(Type::int16, {-300, 300, -300})));
  EXPECT_TRUE(distinct(column_of<std::int32_t>(Type::int32, {-70000, 70000, -70000})));
  EXPECT_TRUE(distinct(column_of<std::int64_t>(Type::int64, {1LL << 62, 1LL << 61, 1LL << 62})));
  EXPECT_TRUE(distinct(column_of<std::uint8_t>(Type::uint8, {200, 201, 200})));
  EXPECT_TRUE(distinct(column_of<std::uint16_t>(Type::uint16, {60000, 1, 60000})));
  EXPECT_TRUE(distinct(column_of<std::uint32_t>(Type::uint32, {4000000000u, 1, 4000000000u})));
  EXPECT_TRUE(distinct(column_of<std::uint64_t>(Type::uint64, {~0ull, 1, ~0ull})));
  EXPECT_TRUE(distinct(column_of<std::int32_t>(Type::date32, {19000, 19001, 19000})));
  EXPECT_TRUE(distinct(column_of<std::int64_t>(Type::timestamp_us, {1, 2, 1})));
}

// Known answers of Random123 (counter and key of zeros, of ones, and of the digits of pi).
TEST(Random, PhiloxGivesItsKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, 0, 0), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, ~0u, ~0u), (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, WordsFollowOneLayout) {
  const RandomStream stream((std::uint64_t{5} << 32) + 7, "split", 3);
  for (std::uint64_t position = 0; position < 10; ++position) {
    EXPECT_EQ(stream.uint64(position),
              std::uint64_t{stream.uint32(2 * position)} << 32 | stream.uint32(2 * position + 1));
  }
  EXPECT_EQ(stream.uint32(0), 0xd0e16ca4u);
  EXPECT_EQ(stream.uint32(6), 0x7cf9bee7u);  // as src/core/random.ts gives
}

}  // namespace
}  // namespace millrace
