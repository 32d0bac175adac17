// What an input's slot holds while features are binned, and its numbers a few at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "transforms/assemble.h"
#include "transforms/categories.h"

namespace millrace::trees {

struct InputPart : Part {
  // The slot of `numbers` is a column as the source gave it, not one of float64.
  bool is_column = false;
  // The slot of `codes` is a column too where there are categories to encode it with.
  std::shared_ptr<const Categories> categories = nullptr;
};

// Whether every value of the type is a float32.
bool is_single(Type type);

// Rows [begin, begin + count) of a column as numbers, NaN where missing. Number is float only where is_single.
template <typename Number>
void read_numbers(const Column& column, std::int64_t begin, std::int64_t count, Number* out);

// Throws Error(VALUE_INFINITE) naming the first infinite value.
template <typename Number>
void refuse_infinite(const Number* values, std::int64_t count, std::int64_t first_row, const std::string& name) {
  constexpr Number kMost = std::numeric_limits<Number>::max();
  bool is_finite = true;
  for (std::int64_t i = 0; i < count; ++i) is_finite &= !(std::fabs(values[i]) > kMost);
  if (is_finite) return;
  const auto* found = std::find_if(values, values + count, [](Number value) { return std::fabs(value) > kMost; });
  throw Error("VALUE_INFINITE", "column '" + name + "' holds " + (*found > 0 ? "Infinity" : "-Infinity"),
              "replace infinite values, or filter out their rows", first_row + (found - values));
}

// Calls visit(values, first row, count) for the numbers of a part, some rows at a time: float where that holds all of
// them, double otherwise.
template <typename Visit>
void for_numbers(const InputPart& part, const Run& run, Visit visit) {
  constexpr std::int64_t kTileRows = 2'048;
  const auto each_tile = [&](auto number) {
    using Number = decltype(number);
    const Column& column = run.column(part.slot);
    std::vector<Number> tile(static_cast<std::size_t>(std::min(kTileRows, run.row_count)));
    for (std::int64_t begin = 0; begin < run.row_count; begin += kTileRows) {
      const std::int64_t count = std::min(kTileRows, run.row_count - begin);
      read_numbers(column, begin, count, tile.data());
      refuse_infinite(tile.data(), count, begin, part.name);
      visit(static_cast<const Number*>(tile.data()), begin, count);
    }
  };
  if (!part.is_column) {
    visit(run.get<Numbers>(part.slot).data(), std::int64_t{0}, run.row_count);
  } else if (is_single(run.column(part.slot).type)) {
    each_tile(float{});
  } else {
    each_tile(double{});
  }
}

}  // namespace millrace::trees
