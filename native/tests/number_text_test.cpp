#include "core/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace millrace {
namespace {

TEST(ParseNumber, TakesDecimals) {
  double number = 7;
  EXPECT_TRUE(parse_number("-0", number));
  EXPECT_TRUE(number == 0 && std::signbit(number));
  EXPECT_TRUE(parse_number("0.1", number));
  EXPECT_EQ(number, 0.1);
  EXPECT_TRUE(parse_number("-12.5e-3", number));
  EXPECT_EQ(number, -0.0125);
  EXPECT_TRUE(parse_number("1e+5", number));
  EXPECT_EQ(number, 1e5);
  EXPECT_TRUE(parse_number("4.9406564584124654e-324", number));
  EXPECT_EQ(number, 4.9406564584124654e-324);
  EXPECT_TRUE(parse_number("-INF", number));
  EXPECT_EQ(number, -HUGE_VAL);
  EXPECT_TRUE(parse_number("NaN", number));
  EXPECT_TRUE(std::isnan(number));
}

TEST(ParseNumber, RefusesAllElseAndLeavesTheNumberAlone) {
  for (const std::string text : {"", "+1", " 1", "1 ", "0x10", "1,5", "1e", "1e+5+", "one", "1e999", "-", "."}) {
    double number = 7;
    EXPECT_FALSE(parse_number(text, number)) << text;
    EXPECT_EQ(number, 7) << text;
  }
  double number = 7;
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2), number));
}

}  // namespace
}  // namespace millrace
