// A column of the sample in the order of row ids, as numbers or as codes.
#pragma once

#include <cstdint>
#include <vector>

#include "profile/table_profile.h"

namespace millrace {

using SampledNumbers = std::vector<double>;  // NaN = missing; infinities are missing too

// Codes 0, 1, … by falling frequency, equal ones by key; -1 = missing.
struct SampledCodes {
  std::vector<std::int32_t> codes;
  std::vector<std::uint64_t> keys;   // of each code
  std::vector<std::int64_t> counts;  // rows of each code
};

// rows: places in the sample, `profile.sample().order()`
SampledNumbers sampled_numbers(const ColumnProfile& column, const std::vector<std::uint32_t>& rows);
SampledCodes sampled_codes(const ColumnProfile& column, const std::vector<std::uint32_t>& rows);

// Bounds that part numbers into at most `bins` groups of about equal size, or one group a value where values are no
// more than that: number x is in group `group_of(bounds, x)`. `numbers` may hold NaN, which are left out.
std::vector<double> equal_groups(std::vector<double> numbers, std::size_t bins);
std::size_t group_of(const std::vector<double>& bounds, double number);

}  // namespace millrace
