#include "profile/changes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math.h"

namespace millrace {

namespace {

constexpr std::size_t kShownValues = 5;
constexpr std::size_t kStabilityGroups = 10;

double stability_index(const std::vector<std::int32_t>& groups, std::size_t group_count,
                       const std::vector<std::uint32_t>& early, const std::vector<std::uint32_t>& late) {
  std::vector<double> before(group_count), after(group_count);
  for (const std::uint32_t row : early) ++before[static_cast<std::size_t>(groups[row])];
  for (const std::uint32_t row : late) ++after[static_cast<std::size_t>(groups[row])];
  double sum = 0;
  for (std::size_t group = 0; group < group_count; ++group) {
    if (before[group] + after[group] == 0) continue;
    // Half a row more: an empty group would have an infinite logarithm.
    const double p = (before[group] + 0.5) / (static_cast<double>(early.size()) + 0.5);
    const double q = (after[group] + 0.5) / (static_cast<double>(late.size()) + 0.5);
    sum += (q - p) * (math::log(q) - math::log(p));
  }
  return sum;
}

}  // namespace

Changes find_changes(TableProfile& profile, std::size_t time, const std::vector<double>& begins,
                     const std::vector<std::size_t>& columns, const std::vector<bool>& is_number,
                     const RunContext& context) {
  const auto rows = profile.sample().order();
  const SampledNumbers times = sampled_numbers(profile.columns()[time], rows);
  std::vector<std::int32_t> stretch(rows.size(), -1);
  std::vector<std::uint32_t> dated;
  Changes out;
  out.rows.resize(begins.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (std::isnan(times[row]) || begins.empty() || times[row] < begins.front()) continue;
    const auto after = std::upper_bound(begins.begin(), begins.end(), times[row]);
    stretch[row] = static_cast<std::int32_t>(after - begins.begin()) - 1;
    ++out.rows[static_cast<std::size_t>(stretch[row])];
    dated.push_back(static_cast<std::uint32_t>(row));
  }
  std::sort(dated.begin(), dated.end(),
            [&](std::uint32_t a, std::uint32_t b) { return times[a] < times[b] || (times[a] == times[b] && a < b); });
  // Rows of one instant stay on one side.
  auto middle = dated.begin() + static_cast<std::ptrdiff_t>(dated.size() / 2);
  while (middle != dated.begin() && middle != dated.end() && times[*middle] == times[*(middle - 1)]) ++middle;
  const std::vector<std::uint32_t> early(dated.begin(), middle), late(middle, dated.end());
  out.columns.resize(columns.size());
  parallel_for(context, columns.size(), [&](std::size_t c) {
    ColumnChange& change = out.columns[c];
    const ColumnProfile& column = profile.columns()[columns[c]];
    const std::size_t stretches = begins.size();
    std::vector<double> missing(stretches), present(stretches), sums(stretches);
    std::vector<std::int32_t> groups(rows.size());
    std::size_t group_count = 0;
    if (is_number[c]) {
      const SampledNumbers numbers = sampled_numbers(column, rows);
      const auto bounds = equal_groups(numbers, kStabilityGroups);
      group_count = bounds.size() + 2;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool has = !std::isnan(numbers[row]);
        groups[row] = static_cast<std::int32_t>(has ? group_of(bounds, numbers[row]) : group_count - 1);
        if (stretch[row] < 0) continue;
        const auto at = static_cast<std::size_t>(stretch[row]);
        ++(has ? present : missing)[at];
        if (has) sums[at] += numbers[row];
      }
      for (std::size_t s = 0; s < stretches; ++s) change.mean.push_back(sums[s] / present[s]);
    } else {
      const SampledCodes codes = sampled_codes(column, rows);
      const std::size_t shown = std::min(kShownValues, codes.keys.size());
      // Values beyond the hundred most frequent are one group.
      const std::size_t most = std::min<std::size_t>(100, codes.keys.size());
      group_count = most + 2;
      change.keys.assign(codes.keys.begin(), codes.keys.begin() + static_cast<std::ptrdiff_t>(shown));
      change.shares.resize(stretches * shown);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool has = codes.codes[row] >= 0;
        const auto code = static_cast<std::size_t>(std::max(0, codes.codes[row]));
        groups[row] = static_cast<std::int32_t>(has ? std::min(code, most) : group_count - 1);
        if (stretch[row] < 0) continue;
        const auto at = static_cast<std::size_t>(stretch[row]);
        ++(has ? present : missing)[at];
        if (has && code < shown) ++change.shares[at * shown + code];
      }
      for (std::size_t s = 0; s < stretches; ++s) {
        for (std::size_t k = 0; k < shown; ++k) change.shares[s * shown + k] /= present[s];
      }
    }
    for (std::size_t s = 0; s < stretches; ++s) change.missing.push_back(missing[s] / (missing[s] + present[s]));
    change.stability = early.empty() || late.empty() ? 0 : stability_index(groups, group_count, early, late);
  });
  return out;
}

}  // namespace millrace
