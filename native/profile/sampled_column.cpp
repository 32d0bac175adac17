#include "profile/sampled_column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace millrace {

SampledNumbers sampled_numbers(const ColumnProfile& column, const std::vector<std::uint32_t>& rows) {
  SampledNumbers numbers;
  numbers.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    const double number = column.number_of(column.sample[row]);
    numbers.push_back(std::isfinite(number) ? number : std::numeric_limits<double>::quiet_NaN());
  }
  return numbers;
}

SampledCodes sampled_codes(const ColumnProfile& column, const std::vector<std::uint32_t>& rows) {
  std::unordered_map<std::uint64_t, std::int64_t> counts;
  for (const std::uint32_t row : rows) {
    if (column.sample[row] != kMissingKey) ++counts[column.sample[row]];
  }
  std::vector<std::pair<std::uint64_t, std::int64_t>> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second > b.second || (a.second == b.second && a.first < b.first);
  });
  SampledCodes out;
  std::unordered_map<std::uint64_t, std::int32_t> code_of;
  for (const auto& [key, count] : sorted) {
    code_of.emplace(key, static_cast<std::int32_t>(out.keys.size()));
    out.keys.push_back(key);
    out.counts.push_back(count);
  }
  out.codes.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    const std::uint64_t key = column.sample[row];
    out.codes.push_back(key == kMissingKey ? -1 : code_of.at(key));
  }
  return out;
}

std::vector<double> equal_groups(std::vector<double> numbers, std::size_t bins) {
  std::erase_if(numbers, [](double number) { return std::isnan(number); });
  std::sort(numbers.begin(), numbers.end());
  std::vector<double> distinct = numbers;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.empty()) return {};
  if (distinct.size() <= bins) return {distinct.begin(), distinct.end() - 1};
  std::vector<double> bounds;
  for (std::size_t bin = 1; bin < bins; ++bin) {
    const double bound = numbers[bin * numbers.size() / bins - 1];
    if ((bounds.empty() || bound > bounds.back()) && bound < numbers.back()) bounds.push_back(bound);
  }
  return bounds;
}

// Groups are (-∞, b0], (b0, b1], …, (last, ∞).
std::size_t group_of(const std::vector<double>& bounds, double number) {
  return static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), number) - bounds.begin());
}

}  // namespace millrace
