#include "transforms/text_ids.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace millrace {
namespace {

TEST(TextIds, AnyBytesAreAText) {
  const std::vector<std::string> texts = {"",
                                          std::string(1, '\0'),
                                          std::string(2, '\0'),
                                          "a",
                                          std::string("a\0", 2),
                                          "ab",
                                          "ba",
                                          "abc",
                                          "abcd",
                                          "abcdefgh",
                                          "abcdefghi",
                                          std::string(16, 'x'),
                                          std::string(17, 'x'),
                                          std::string(1'000, 'x'),
                                          std::string(999, 'x').append("y")};
  TextIds ids;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(ids.find(texts[i]), round == 0 ? -1 : static_cast<std::int32_t>(i));
      EXPECT_EQ(ids.find_or_add(texts[i]), static_cast<std::int32_t>(i));
      EXPECT_EQ(ids.text(i), texts[i]);
    }
  }
  EXPECT_EQ(ids.size(), texts.size());
}

TEST(TextIds, ManyTexts) {
  TextIds ids;
  for (std::int32_t i = 0; i < 300'000; ++i) ASSERT_EQ(ids.find_or_add("customer " + std::to_string(i)), i);
  for (std::int32_t i = 0; i < 300'000; ++i) ASSERT_EQ(ids.find("customer " + std::to_string(i)), i);
  EXPECT_EQ(ids.find("customer"), -1);
  EXPECT_EQ(ids.find("customer 300000"), -1);
}

}  // namespace
}  // namespace millrace
