#include "trees/model/split_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "trees/model/walk.h"

namespace millrace::trees {

SplitColumns::SplitColumns(const Forest& forest) : of_node(forest.node_count()) {
  for (const std::int32_t feature : forest.feature) {
    if (feature >= 0) features.push_back(static_cast<std::uint32_t>(feature));
  }
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());

  std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t> known;
  for (std::size_t node = 0; node < forest.node_count(); ++node) {
    if (forest.feature[node] < 0) continue;
    const auto feature = static_cast<std::uint32_t>(forest.feature[node]);
    const auto input =
        static_cast<std::uint32_t>(std::lower_bound(features.begin(), features.end(), feature) - features.begin());
    std::uint8_t flags = forest.flags[node] & (kCategorical | kMissingLeft | kZeroIsMissing | kNanIsZero);
    if (flags & kCategorical) flags = kCategorical;
    const auto [found, fresh] = known.try_emplace({input, flags}, static_cast<std::uint32_t>(columns.size()));
    if (fresh) columns.push_back({input, flags});
    of_node[node] = found->second;
  }
}

double split_value(double value, std::uint8_t flags) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (flags & kCategorical) return value;
  if (std::isnan(value) && (flags & kNanIsZero)) value = 0;
  if ((flags & kZeroIsMissing) && std::fabs(value) <= kZeroBound) value = std::numeric_limits<double>::quiet_NaN();
  return std::isnan(value) && (flags & kMissingLeft) ? -infinity : value;
}

}  // namespace millrace::trees
