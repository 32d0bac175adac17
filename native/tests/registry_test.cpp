#include "core/registry.h"

#include <gtest/gtest.h>

#include "expression/kernels.h"

namespace millrace {
namespace {

TEST(Registry, FindsWhatWasAdded) {
  Registry<int> registry;
  registry.add("one", 1);
  const int* one = registry.find("one");
  registry.add("two", 2);
  EXPECT_EQ(registry.find("one"), one);
  EXPECT_EQ(*one, 1);
  EXPECT_EQ(registry.find("three"), nullptr);
}

TEST(Registry, RefusesANameThatIsTaken) {
  Registry<int> registry;
  registry.add("one", 1);
  EXPECT_THROW(registry.add("one", 2), Error);
  EXPECT_EQ(*registry.find("one"), 1);
}

TEST(Registry, RefusesAnExpressionOfTwoFamilies) {
  expression::Kernels kernels;
  expression::add_arithmetic(kernels);
  expression::add_text(kernels);
  EXPECT_THROW(expression::add_arithmetic(kernels), Error);
}

}  // namespace
}  // namespace millrace
