#include "trees/forests/sample.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace millrace::trees {

std::int64_t draws_of(const ForestOptions& options, std::int64_t row_count) {
  if (!options.bootstrap) return row_count;
  if (options.max_samples > 1) return static_cast<std::int64_t>(options.max_samples);
  const double share = options.max_samples * static_cast<double>(row_count);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::nearbyint(share)));
}

void draw_rows(const ForestOptions& options, std::int64_t row_count, std::uint32_t tree,
               std::vector<std::uint32_t>& draws) {
  if (!options.bootstrap) {
    draws.assign(static_cast<std::size_t>(row_count), 1);
    return;
  }
  draws.assign(static_cast<std::size_t>(row_count), 0);
  const RandomStream random(options.seed, "forest bootstrap", tree);
  const auto rows = static_cast<std::uint64_t>(row_count);
  const std::int64_t count = draws_of(options, row_count);
  std::int64_t drawn = 0;
  for (std::uint64_t number = 0; drawn < count; ++number) {
    for (const std::uint32_t word : random.block(number)) {
      if (drawn++ == count) break;
      draws[(word * rows) >> 32] += 1;
    }
  }
}

std::vector<double> class_factors(const ForestOptions& options, const ForestRows& rows,
                                  const std::vector<std::uint32_t>* draws) {
  if (options.class_weights == ClassWeights::none) return {};
  if (options.class_weights == ClassWeights::given) return options.class_weight;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(options.class_count));
  std::int64_t all = 0;
  for (std::int64_t r = 0; r < rows.row_count; ++r) {
    const std::int64_t times = draws == nullptr ? 1 : (*draws)[static_cast<std::size_t>(r)];
    counts[static_cast<std::size_t>(rows.target[r])] += times;
    all += times;
  }
  std::vector<double> factors(counts.size());
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    factors[k] = static_cast<double>(all) / (static_cast<double>(counts.size()) * static_cast<double>(counts[k]));
  }
  return factors;
}

}  // namespace millrace::trees
