#include "trees/boost/weighted_percentile.h"

#include <algorithm>
#include <cstddef>

namespace millrace::trees {

namespace {

using Pair = std::pair<double, double>;

double interpolated(std::vector<Pair>& values, double share) {
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), values.size() - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const double low = at->first;
  if (below + 1 == values.size()) return low;
  const double high = std::min_element(at + 1, values.end())->first;
  return low + (high - low) * (position - static_cast<double>(below));
}

}  // namespace

double weighted_percentile(std::vector<Pair>& values, double share) {
  values.erase(std::remove_if(values.begin(), values.end(), [](const Pair& pair) { return !(pair.second > 0); }),
               values.end());
  if (values.empty()) return 0;
  const double first_weight = values.front().second;
  if (std::all_of(values.begin(), values.end(), [&](const Pair& pair) { return pair.second == first_weight; })) {
    return interpolated(values, share);
  }
  std::sort(values.begin(), values.end());
  double total = 0;
  for (const Pair& pair : values) total += pair.second;
  double cumulated = 0;
  for (const Pair& pair : values) {
    cumulated += pair.second;
    if (cumulated >= share * total) return pair.first;
  }
  return values.back().first;
}

}  // namespace millrace::trees
