#include "transforms/distinct_texts.h"

#include <gtest/gtest.h>

#include "text_columns.h"

namespace millrace {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(DistinctTexts, CodesRowsInTheOrderTextsAreMet) {
  const Column column = text_column({"b", "", "a", "", "b", "", "a"}, {false, true, false, false, false, true, false});
  const auto found = distinct_texts(column, 4);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(found->codes, (Numbers{0, 1, 2, 3, 0, 1, 2}));
}

TEST(DistinctTexts, GivesUpWhereThereAreMore) {
  const Column column = text_column({"b", "a", "b", "c"});
  EXPECT_TRUE(distinct_texts(column, 3));
  EXPECT_FALSE(distinct_texts(column, 2));
  EXPECT_FALSE(distinct_texts(column, 0));
}

TEST(DistinctTexts, TakesColumnsOfNoRowsAndOfMissingOnesAlone) {
  EXPECT_TRUE(distinct_texts(text_column({}), 0)->codes.empty());
  const auto missing = distinct_texts(text_column({"", "", ""}, {true, true, true}), 1);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->first, Numbers{0});
  EXPECT_EQ(missing->codes, (Numbers{0, 0, 0}));
}

}  // namespace
}  // namespace millrace
