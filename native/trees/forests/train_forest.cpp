#include "trees/forests/train_forest.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "core/error.h"
#include "trees/forests/assemble_forest.h"
#include "trees/forests/out_of_bag.h"
#include "trees/forests/prune.h"
#include "trees/forests/statistics.h"
#include "trees/forests/tree_grower.h"

namespace millrace::trees {

namespace {

// The exponent e with |value| < 2^e.
int exponent_of(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent;
}

// What holds for all trees of a fit.
struct Plan {
  const BinnedMatrix* matrix;
  const ForestRows* rows;
  const ForestOptions* options;
  std::vector<double> factors;  // of the classes, unless each tree has its own
  double centre = 0;            // regression: what targets are counted from
  double farthest = 0;          // and the largest distance to it
};

std::int64_t rows_asked(double asked, std::int64_t sampled, std::int64_t least) {
  if (asked >= 1) return static_cast<std::int64_t>(asked);
  return std::max(least, static_cast<std::int64_t>(std::ceil(asked * static_cast<double>(sampled))));
}

std::uint32_t features_asked(double asked, std::size_t features) {
  const double count = asked > 1 ? asked : asked * static_cast<double>(features);
  return static_cast<std::uint32_t>(std::clamp<double>(std::floor(count), 1, static_cast<double>(features)));
}

template <typename Statistic>
AveragedTree grow(const Plan& plan, const Statistic& statistic, std::vector<typename Statistic::Entry>& entries,
                  std::int64_t weight, std::uint32_t tree, const RunContext& context) {
  const ForestOptions& options = *plan.options;
  const auto sampled = static_cast<std::int64_t>(entries.size());
  GrowthBounds bounds;
  bounds.max_depth = options.max_depth;
  bounds.max_leaf_nodes = options.max_leaf_nodes;
  bounds.split_rows = rows_asked(options.min_samples_split, sampled, 2);
  bounds.side.rows = rows_asked(options.min_samples_leaf, sampled, 1);
  bounds.side.weight =
      static_cast<std::int64_t>(std::ceil(options.min_weight_fraction_leaf * static_cast<double>(weight)));
  const double real_weight = static_cast<double>(weight) * statistic.weight_step;
  bounds.least_decrease = options.min_impurity_decrease * real_weight * (1 - 1e-12);
  bounds.feature_count = features_asked(options.max_features, plan.matrix->feature_count());
  const RandomStream random(options.seed, "forest features", tree);
  TreeGrower<Statistic> grower(*plan.matrix, statistic, bounds, options.random_thresholds, random, entries);
  AveragedTree grown = grower.grow(context);
  if (options.ccp_alpha > 0) {
    prune(grown, statistic.value_width(), options.ccp_alpha * real_weight);
  }
  return grown;
}

template <bool kRows>
AveragedTree grow_binary(const Plan& plan, const std::vector<std::uint32_t>& draws, std::uint32_t tree,
                         const RunContext& context) {
  BinaryCounts<kRows> statistic;
  statistic.entropy = plan.options->criterion == Criterion::entropy;
  std::vector<typename BinaryCounts<kRows>::Entry> entries;
  std::int64_t weight = 0;
  for (std::size_t r = 0; r < draws.size(); ++r) {
    if (draws[r] == 0) continue;
    entries.push_back({static_cast<std::uint32_t>(r), draws[r] << 1 | (plan.rows->target[r] == 1 ? 1u : 0u)});
    weight += draws[r];
  }
  return grow(plan, statistic, entries, weight, tree, context);
}

// A row's weight in a tree: its draws times its own weight times its class's.
double real_weight(const Plan& plan, const std::vector<double>& factors, const std::vector<std::uint32_t>& draws,
                   std::size_t row) {
  double weight = draws[row];
  if (plan.rows->weight != nullptr) weight *= plan.rows->weight[row];
  if (!factors.empty()) weight *= factors[static_cast<std::size_t>(plan.rows->target[row])];
  return weight;
}

// The power of two by which weights become whole numbers whose sum stays below 2^52; 0 where they are draws alone.
int weight_scale(const Plan& plan, const std::vector<double>& factors, const std::vector<std::uint32_t>& draws) {
  if (plan.rows->weight == nullptr && factors.empty()) return 0;
  double sum = 0;
  for (std::size_t r = 0; r < draws.size(); ++r) sum += real_weight(plan, factors, draws, r);
  return 52 - exponent_of(sum);
}

// At least 1, so that no row of positive weight vanishes.
std::int64_t whole_weight(double weight, int scale) {
  return std::max<std::int64_t>(1, std::llrint(std::ldexp(weight, scale)));
}

AveragedTree grow_classes(const Plan& plan, const std::vector<std::uint32_t>& draws, std::uint32_t tree,
                          const RunContext& context) {
  std::vector<double> own;
  if (plan.options->class_weights == ClassWeights::balanced_subsample) {
    own = class_factors(*plan.options, *plan.rows, &draws);
  }
  const std::vector<double>& factors = own.empty() ? plan.factors : own;
  const int scale = weight_scale(plan, factors, draws);
  ClassSums statistic;
  statistic.classes = static_cast<std::uint32_t>(plan.options->class_count);
  statistic.entropy = plan.options->criterion == Criterion::entropy;
  statistic.weight_step = std::ldexp(1.0, -scale);
  std::vector<ClassSums::Entry> entries;
  std::int64_t all = 0;
  for (std::size_t r = 0; r < draws.size(); ++r) {
    const double weight = real_weight(plan, factors, draws, r);
    if (!(weight > 0)) continue;
    const std::int64_t whole = whole_weight(weight, scale);
    entries.push_back({static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(plan.rows->target[r]), whole});
    all += whole;
  }
  return grow(plan, statistic, entries, all, tree, context);
}

template <bool kRows>
AveragedTree grow_regression(const Plan& plan, const std::vector<std::uint32_t>& draws, std::uint32_t tree,
                             const RunContext& context) {
  const int scale = weight_scale(plan, {}, draws);
  double weight_sum = 0;
  for (std::size_t r = 0; r < draws.size(); ++r) weight_sum += real_weight(plan, {}, draws, r);
  // The absolute sums stay below 2^61; a step finer than a double's last place at the farthest target helps nobody.
  const int sum_scale =
      std::min(61 - exponent_of(weight_sum) - exponent_of(plan.farthest), 60 - exponent_of(plan.farthest));
  TargetSums<kRows> statistic;
  statistic.poisson = plan.options->criterion == Criterion::poisson;
  statistic.centre = plan.centre;
  statistic.weight_step = std::ldexp(1.0, -scale);
  statistic.sum_step = std::ldexp(1.0, -sum_scale);
  std::vector<typename TargetSums<kRows>::Entry> entries;
  std::int64_t all = 0;
  for (std::size_t r = 0; r < draws.size(); ++r) {
    const double weight = real_weight(plan, {}, draws, r);
    if (!(weight > 0)) continue;
    const double target = plan.rows->target[r];
    const std::int64_t whole = whole_weight(weight, scale);
    const std::int64_t sum = std::llrint(std::ldexp(weight * (target - plan.centre), sum_scale));
    entries.push_back({static_cast<std::uint32_t>(r), 0, whole, sum, target});
    all += whole;
  }
  return grow(plan, statistic, entries, all, tree, context);
}

// Targets are counted from about their mean, on a grid coarse enough that the difference loses no digit of a target
// that has few.
void choose_centre(Plan& plan) {
  double low = __builtin_huge_val();
  double high = -low;
  for (std::int64_t r = 0; r < plan.rows->row_count; ++r) {
    low = std::min(low, plan.rows->target[r]);
    high = std::max(high, plan.rows->target[r]);
  }
  const int grid = 20 - exponent_of(std::max(std::abs(low), std::abs(high)));
  plan.centre = std::ldexp(std::nearbyint(std::ldexp(low / 2 + high / 2, grid)), -grid);
  plan.farthest = std::max(high - plan.centre, plan.centre - low);
}

// The deviance of counts knows none below 0, nor a node's mean of 0.
void check_counts(const ForestRows& rows) {
  double sum = 0;
  for (std::int64_t r = 0; r < rows.row_count; ++r) {
    if (rows.target[r] < 0) {
      throw Error("TARGET_INVALID",
                  "criterion 'poisson' needs targets of 0 or more, and one is " + std::to_string(rows.target[r]),
                  "use criterion 'squaredError'");
    }
    sum += rows.target[r];
  }
  if (!(sum > 0))
    throw Error("TARGET_INVALID", "criterion 'poisson' needs a target above 0", "use criterion 'squaredError'");
}

}  // namespace

TrainedForest train_forest(const BinnedMatrix& matrix, const ForestRows& rows, const ForestOptions& options,
                           const RunContext& context, const std::function<void(std::int32_t)>& on_tree) {
  if (rows.row_count == 0) throw Error("INTERNAL", "a forest needs rows");
  if (draws_of(options, rows.row_count) >= std::int64_t{1} << 31) {
    throw Error("OPTION_INVALID",
                "a tree's sample of " + std::to_string(draws_of(options, rows.row_count)) + " rows is too large",
                "set maxSamples to fewer than 2,147,483,648 rows");
  }
  if (options.criterion == Criterion::poisson) check_counts(rows);
  Plan plan{&matrix, &rows, &options, {}};
  if (options.class_weights != ClassWeights::balanced_subsample) plan.factors = class_factors(options, rows, nullptr);
  const bool is_regression = options.class_count == 0;
  if (is_regression) choose_centre(plan);
  const bool is_binary =
      options.class_count == 2 && rows.weight == nullptr && options.class_weights == ClassWeights::none;

  const auto trees = static_cast<std::size_t>(options.tree_count);
  std::vector<AveragedTree> grown(trees);
  std::vector<RowSet> seen(options.oob_score ? trees : 0);
  std::atomic<std::int32_t> done{0};
  parallel_for(context, trees, [&](std::size_t t) {
    const auto tree = static_cast<std::uint32_t>(t);
    std::vector<std::uint32_t> draws;
    draw_rows(options, rows.row_count, tree, draws);
    if (options.oob_score) seen[t] = RowSet(draws);
    const bool counts = options.min_samples_leaf != 1;
    if (is_regression) {
      grown[t] = counts ? grow_regression<true>(plan, draws, tree, context)
                        : grow_regression<false>(plan, draws, tree, context);
    } else if (is_binary) {
      grown[t] =
          counts ? grow_binary<true>(plan, draws, tree, context) : grow_binary<false>(plan, draws, tree, context);
    } else {
      grown[t] = grow_classes(plan, draws, tree, context);
    }
    on_tree(done.fetch_add(1) + 1);
  });

  TrainedForest trained;
  const std::int32_t outputs = is_regression ? 1 : options.class_count;
  if (options.oob_score) score_out_of_bag(matrix, rows, grown, seen, outputs, is_regression, context, trained);
  trained.forest = assemble_forest(matrix, grown, outputs);
  return trained;
}

}  // namespace millrace::trees
