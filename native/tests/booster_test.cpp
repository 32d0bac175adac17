#include "trees/boost/booster.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>

#include "core/error.h"
#include "tests/binned.h"
#include "trees/boost/bin_tree.h"

namespace millrace::trees {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const RunContext kAlone{.threads = 1, .cancel = nullptr};
const RunContext kThree{.threads = 3, .cancel = nullptr};

struct Problem {
  std::shared_ptr<const BinnedMatrix> matrix;
  std::vector<double> target, weight;
};

// Three columns of numbers (one with missing values when asked for) and, when asked for, one of categories.
Problem made(std::size_t rows, bool categories, bool missing, bool weights, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  std::vector<std::vector<std::uint32_t>> columns(categories ? 4 : 3);
  std::vector<FeatureBins::Kind> kinds(3, FeatureBins::Kind::numeric);
  if (categories) kinds.push_back(FeatureBins::Kind::categorical);
  Problem problem;
  for (std::size_t row = 0; row < rows; ++row) {
    double signal = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto bin = static_cast<std::uint32_t>(1 + uniform() * (c == 2 ? 300 : 40));  // a wide column too
      const bool is_missing = missing && c == 1 && uniform() < 0.2;
      columns[c].push_back(is_missing ? 0 : bin);
      signal += c == 3       ? (bin % 3 == 0 ? 1 : -0.5)
                : is_missing ? 0.7
                             : std::sin(0.1 * bin * (1.0 + static_cast<double>(c)));
    }
    problem.target.push_back(signal + 0.5 * (uniform() - 0.5));
    if (weights) problem.weight.push_back(row % 5 == 0 ? 0 : 0.5 + uniform());
  }
  problem.matrix = std::make_shared<BinnedMatrix>(bins_given(columns, kinds));
  return problem;
}

std::vector<double> classes(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values) out.push_back(value > 0.3 ? 1 : 0);
  return out;
}

BoosterRows rows_of(const Problem& problem, const std::vector<double>& target) {
  return {target.data(), problem.weight.empty() ? nullptr : problem.weight.data(), nullptr};
}

BoosterOptions binary() {
  BoosterOptions options;
  options.objective.name = "logLoss";
  options.objective.class_count = 2;
  options.grow.max_leaf_nodes = 8;
  options.grow.min_samples_leaf = 5;
  options.grow.min_samples_category = 5;
  return options;
}

bool same(const Forest& a, const Forest& b) {
  return a.feature == b.feature && a.threshold == b.threshold && a.left == b.left && a.right == b.right &&
         a.flags == b.flags && a.category_words == b.category_words && a.cover == b.cover && a.weight == b.weight &&
         a.values == b.values && a.gain == b.gain && a.tree_begins == b.tree_begins && a.base_scores == b.base_scores;
}

Forest trained(const Problem& problem, const std::vector<double>& target, const BoosterOptions& options, int iterations,
               const RunContext& context) {
  Booster booster(problem.matrix, rows_of(problem, target), options, context);
  for (int i = 0; i < iterations; ++i) booster.iterate(context);
  return booster.best_forest();
}

// --- every combination of what has a history of crashes elsewhere ---------------------------------------------------

struct Combination {
  int bits;
  RowSamplingOptions::Kind rows;
  int columns;  // 0 none, 1 by tree, 2 by node
  bool categories, missing, weights;
};

std::vector<Combination> combinations() {
  using Kind = RowSamplingOptions::Kind;
  std::vector<Combination> all;
  for (const int bits : {2, 3, 12, 16}) {
    for (const Kind rows : {Kind::all, Kind::uniform, Kind::goss, Kind::mvs}) {
      for (const int columns : {0, 1, 2}) {
        for (int data = 0; data < 8; ++data) {
          all.push_back({bits, rows, columns, (data & 1) != 0, (data & 2) != 0, (data & 4) != 0});
        }
      }
    }
  }
  return all;
}

BoosterOptions options_of(const Combination& one) {
  BoosterOptions options = binary();
  options.quantised_bits = one.bits;
  options.sampling.kind = one.rows;
  options.sampling.share = 0.6;
  options.sampling.warm_up = 1;
  if (one.columns == 1) options.column_sample_by_tree = 0.5;
  if (one.columns == 2) options.grow.column_sample_by_node = 0.5;
  return options;
}

TEST(Booster, EveryCombinationTrainsTheSameOnAnyThreads) {
  for (const Combination& one : combinations()) {
    SCOPED_TRACE(testing::Message() << one.bits << " bits, rows " << static_cast<int>(one.rows) << ", columns "
                                    << one.columns << ", categories " << one.categories << ", missing " << one.missing
                                    << ", weights " << one.weights);
    const Problem problem = made(300, one.categories, one.missing, one.weights);
    const std::vector<double> target = classes(problem.target);
    Booster booster(problem.matrix, rows_of(problem, target), options_of(one), kAlone);
    double first = 0, last = 0;
    for (int i = 0; i < 5; ++i) {
      last = booster.iterate(kAlone).loss;
      if (i == 0) first = last;
    }
    EXPECT_LT(last, first);
    check_forest(booster.forest());
    EXPECT_GT(booster.forest().node_count(), booster.forest().tree_count());  // something split
    EXPECT_TRUE(same(booster.forest(), trained(problem, target, options_of(one), 5, kThree)));
  }
}

TEST(Booster, EveryLossTrainsUnderEverySampling) {
  using Kind = RowSamplingOptions::Kind;
  const Problem problem = made(400, true, true, true);
  for (const char* loss : {"squared", "absolute", "huber", "quantile", "poisson", "gamma", "tweedie", "logLoss"}) {
    std::vector<double> target;
    for (const double value : problem.target) {
      const double positive = std::exp(value);
      target.push_back(std::string(loss) == "logLoss"   ? static_cast<double>(static_cast<int>(positive) % 3)
                       : std::string(loss) == "poisson" ? std::floor(positive)
                                                        : positive);
    }
    for (const Kind rows : {Kind::all, Kind::uniform, Kind::goss, Kind::mvs}) {
      SCOPED_TRACE(testing::Message() << loss << ", rows " << static_cast<int>(rows));
      BoosterOptions options = options_of({12, rows, 2, true, true, true});
      options.objective.name = loss;
      options.objective.class_count = std::string(loss) == "logLoss" ? 3 : 0;
      Booster booster(problem.matrix, rows_of(problem, target), options, kAlone);
      const double first = booster.iterate(kAlone).loss;
      double last = first;
      for (int i = 0; i < 9; ++i) last = booster.iterate(kAlone).loss;
      EXPECT_LT(last, first);
      EXPECT_TRUE(same(booster.forest(), trained(problem, target, options, 10, kThree)));
    }
  }
}

// --- integers against floats ----------------------------------------------------------------------------------------

// Boosting with histograms of float gradients, plainly: columns of numbers without missing values, best leaf first.
class FloatBooster {
 public:
  FloatBooster(const BinnedMatrix& matrix, const Labels& labels, const ObjectiveOptions& options)
      : matrix_(matrix), labels_(labels), objective_(make_objective(options, labels, kAlone)) {
    scores_.assign(labels.row_count, objective_->initial_scores(kAlone)[0]);
  }

  void iterate(std::int32_t leaves, double rate) {
    std::vector<float> g(labels_.training_end), h(labels_.training_end);
    objective_->differentiate(0, scores_.data(), g.data(), h.data(), kAlone);
    struct Leaf {
      std::vector<std::uint32_t> rows;
      double gain = 0;
      std::size_t feature = 0;
      std::uint32_t bin = 0;
    };
    const auto sums = [&](const std::vector<std::uint32_t>& rows) {
      double sum_g = 0, sum_h = 0;
      for (const std::uint32_t row : rows) {
        if (row >= labels_.training_end) continue;
        sum_g += static_cast<double>(g[row]);
        sum_h += static_cast<double>(h[row]);
      }
      return std::pair{sum_g, sum_h};
    };
    const auto find = [&](Leaf& leaf) {
      const auto [total_g, total_h] = sums(leaf.rows);
      for (std::size_t f = 0; f < matrix_.feature_count(); ++f) {
        const std::uint32_t bins = matrix_.bins[f].bin_count;
        std::vector<double> bin_g(bins), bin_h(bins), count(bins);
        double rows = 0;
        for (const std::uint32_t row : leaf.rows) {
          if (row >= labels_.training_end) continue;
          const std::uint32_t bin = matrix_.bin_of(f, row);
          bin_g[bin] += static_cast<double>(g[row]);
          bin_h[bin] += static_cast<double>(h[row]);
          count[bin] += 1;
          rows += 1;
        }
        double left_g = 0, left_h = 0, left = 0;
        for (std::uint32_t bin = 0; bin + 1 < bins; ++bin) {
          left_g += bin_g[bin];
          left_h += bin_h[bin];
          left += count[bin];
          const double right_g = total_g - left_g, right_h = total_h - left_h;
          if (left < 20 || rows - left < 20 || left_h < 1e-3 || right_h < 1e-3) continue;
          const double gain = left_g * left_g / left_h + right_g * right_g / right_h - total_g * total_g / total_h;
          if (gain > leaf.gain) leaf = {std::move(leaf.rows), gain, f, bin};
        }
      }
    };
    std::vector<Leaf> tree(1);
    for (std::uint32_t row = 0; row < labels_.row_count; ++row) tree[0].rows.push_back(row);
    find(tree[0]);
    while (static_cast<std::int32_t>(tree.size()) < leaves) {
      const auto best =
          std::max_element(tree.begin(), tree.end(), [](const Leaf& a, const Leaf& b) { return a.gain < b.gain; });
      if (best->gain <= 0) break;
      Leaf left, right;
      for (const std::uint32_t row : best->rows) {
        (matrix_.bin_of(best->feature, row) <= best->bin ? left : right).rows.push_back(row);
      }
      find(left);
      find(right);
      *best = std::move(left);
      tree.push_back(std::move(right));
    }
    for (const Leaf& leaf : tree) {
      const auto [sum_g, sum_h] = sums(leaf.rows);
      for (const std::uint32_t row : leaf.rows) scores_[row] -= rate * sum_g / sum_h;
    }
  }

  double loss(const double* weight) const {
    std::vector<std::uint32_t> rows;
    for (std::size_t row = labels_.training_end; row < labels_.row_count; ++row)
      rows.push_back(static_cast<std::uint32_t>(row));
    return evaluate_metric({"loss", false}, *objective_, {&labels_, weight, rows, scores_.data()}, kAlone);
  }

 private:
  const BinnedMatrix& matrix_;
  Labels labels_;
  std::unique_ptr<Objective> objective_;
  std::vector<double> scores_;
};

// Loss on rows not trained on, of both, on data that float gradients are said to be needed for.
TEST(Booster, IntegerGradientsAreAsAccurateAsFloats) {
  struct Case {
    const char* loss;
    bool outlier_weights;
  };
  constexpr int kSeeds = 12;
  for (const auto& [loss, outlier_weights] :
       {Case{"logLoss", false}, Case{"logLoss", true}, Case{"squared", true}, Case{"poisson", false},
        Case{"poisson", true}, Case{"gamma", false}, Case{"gamma", true}, Case{"tweedie", false}}) {
    SCOPED_TRACE(testing::Message() << loss << (outlier_weights ? ", some weights times 1e4" : ""));
    double floats = 0, start = 0;
    std::vector<double> worse;  // by seed: integers less floats
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      Problem problem = made(4000, false, false, false, seed);
      std::mt19937_64 random(seed);
      std::vector<double> target, weight(4000, 1.0);
      const std::string name = loss;
      for (std::size_t row = 0; row < 4000; ++row) {
        const double mean = std::exp(1.5 * problem.target[row]);
        std::gamma_distribution<double> gamma(1, mean);
        std::poisson_distribution<int> poisson(mean);
        target.push_back(name == "logLoss"   ? (problem.target[row] > 0.3 ? 1 : 0)
                         : name == "poisson" ? poisson(random)
                         : name == "squared" ? problem.target[row]
                                             : gamma(random) + 1e-6);
        if (outlier_weights && row < 2000 && row % 500 == 7) {
          weight[row] = 1e4;
          // Near 0 such a row alone makes Newton steps of the gamma deviance, whose hessian is the target's, run away.
          if (name == "gamma") target[row] = mean;
        }
      }
      problem.weight = weight;
      BoosterOptions options;
      options.objective.name = loss;
      options.objective.class_count = name == "logLoss" ? 2 : 0;
      options.grow.max_leaf_nodes = 15;
      options.validation_rows = 2000;
      options.metric = "loss";
      options.seed = seed;
      Booster booster(problem.matrix, rows_of(problem, target), options, kAlone);
      std::vector<float> training_weight(weight.begin(), weight.begin() + 2000);
      training_weight.resize(2000);
      const Labels labels{4000, target.data(), training_weight.data(), nullptr, 2000};
      FloatBooster reference(*problem.matrix, labels, options.objective);
      start += reference.loss(weight.data());
      for (int i = 0; i < 30; ++i) {
        const double validation = booster.iterate(kAlone).validation;
        if (i == 29) worse.push_back(validation);
        reference.iterate(15, 0.1);
      }
      worse.back() -= reference.loss(weight.data());
      floats += reference.loss(weight.data());
    }
    double mean = 0, squares = 0;
    for (const double one : worse) mean += one / kSeeds;
    for (const double one : worse) squares += (one - mean) * (one - mean);
    // No worse than two standard errors, or half a percent of what was learnt where seeds hardly differ.
    EXPECT_LE(mean, std::max(2 * std::sqrt(squares / (kSeeds - 1) / kSeeds), 0.005 * (start - floats) / kSeeds))
        << "floats " << floats / kSeeds << ", integers " << mean << " more, start " << start / kSeeds;
  }
}

// --- the rest -------------------------------------------------------------------------------------------------------

TEST(Booster, ResumedTrainingHasTheSameBits) {
  for (const char* loss : {"logLoss", "huber"}) {
    const Problem problem = made(500, true, true, true);
    const std::vector<double> target = std::string(loss) == "logLoss" ? classes(problem.target) : problem.target;
    BoosterOptions options = options_of({12, RowSamplingOptions::Kind::mvs, 2, true, true, true});
    options.objective.name = loss;
    options.objective.class_count = std::string(loss) == "logLoss" ? 2 : 0;
    options.validation_fraction = 0.2;
    options.metric = "loss";
    options.patience = 50;
    Booster whole(problem.matrix, rows_of(problem, target), options, kThree);
    Booster before(problem.matrix, rows_of(problem, target), options, kAlone);
    for (int i = 0; i < 12; ++i) whole.iterate(kThree);
    for (int i = 0; i < 5; ++i) before.iterate(kAlone);
    Booster after(problem.matrix, rows_of(problem, target), options, kAlone);
    after.resume(before.forest(), before.state(), kThree);
    EXPECT_EQ(after.iterations(), 5);
    EXPECT_EQ(after.scores_of(after.validation_rows()), before.scores_of(before.validation_rows()));
    for (int i = 0; i < 7; ++i) after.iterate(kAlone);
    EXPECT_TRUE(same(whole.forest(), after.forest()));
    EXPECT_TRUE(same(whole.best_forest(), after.best_forest()));
    EXPECT_EQ(whole.state().best_iterations, after.state().best_iterations);
  }
}

TEST(Booster, RefusesACheckpointOfOtherBins) {
  const Problem problem = made(300, false, false, false);
  const std::vector<double> target = classes(problem.target);
  Forest forest = trained(problem, target, binary(), 2, kAlone);
  forest.threshold[0] += 0.25;
  Booster booster(problem.matrix, rows_of(problem, target), binary(), kAlone);
  try {
    booster.resume(forest, {}, kAlone);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "MODEL_CORRUPT");
  }
}

TEST(Booster, StopsEarlyAndKeepsTheBestIteration) {
  const Problem problem = made(600, false, false, false);
  std::vector<double> target = problem.target;
  std::mt19937_64 random(3);
  for (double& value : target) value = random() % 2 == 0 ? 1 : 0;  // nothing to learn
  BoosterOptions options = binary();
  options.validation_rows = 200;
  options.metric = "logLoss";
  options.patience = 3;
  Booster booster(problem.matrix, rows_of(problem, target), options, kAlone);
  std::vector<double> values;
  bool finished = false;
  while (!finished && values.size() < 100) {
    const BoosterStep step = booster.iterate(kAlone);
    values.push_back(step.validation);
    finished = step.finished;
  }
  ASSERT_TRUE(finished);
  const auto best = static_cast<std::size_t>(std::min_element(values.begin(), values.end()) - values.begin()) + 1;
  EXPECT_EQ(values.size(), best + 3);
  EXPECT_EQ(booster.best_forest().tree_count(), best);
  EXPECT_EQ(booster.forest().tree_count(), values.size());
}

TEST(Booster, ValidationRowsTeachNothing) {
  const Problem problem = made(500, true, true, false);
  std::vector<double> target = classes(problem.target);
  BoosterOptions options = binary();
  options.validation_rows = 100;
  options.metric = "logLoss";
  const Forest expected = trained(problem, target, options, 4, kAlone);
  for (std::size_t row = 400; row < 500; ++row) target[row] = 1 - target[row];
  EXPECT_TRUE(same(trained(problem, target, options, 4, kAlone), expected));

  options.validation_rows = 0;
  options.validation_fraction = 0.3;
  target = classes(problem.target);
  Booster booster(problem.matrix, rows_of(problem, target), options, kAlone);
  const auto held = booster.validation_rows();
  EXPECT_GT(held.size(), 100u);
  EXPECT_LT(held.size(), 200u);
  for (int i = 0; i < 4; ++i) booster.iterate(kAlone);
  std::vector<double> flipped = target;
  for (const std::uint32_t row : held) flipped[row] = 1 - flipped[row];
  EXPECT_TRUE(same(trained(problem, flipped, options, 4, kAlone), booster.forest()));
}

TEST(Booster, MonotoneConstraintsHold) {
  for (const std::int8_t direction : {std::int8_t{1}, std::int8_t{-1}}) {
    for (const char* loss : {"squared", "absolute"}) {
      const Problem problem = made(800, false, true, false);
      BoosterOptions options;
      options.objective.name = loss;
      options.grow.max_leaf_nodes = 20;
      options.grow.min_samples_leaf = 5;
      options.grow.monotone = {direction, 0, 0};
      const Forest forest = trained(problem, problem.target, options, 20, kAlone);
      std::vector<std::vector<std::uint32_t>> grid(3);
      for (std::uint32_t b = 1; b <= 40; b += 3) {
        for (std::uint32_t c = 1; c <= 300; c += 23) {
          for (std::uint32_t a = 1; a <= 40; ++a) {
            grid[0].push_back(a);
            grid[1].push_back(b);
            grid[2].push_back(c);
          }
        }
      }
      // The same bins as the problem's, whatever the grid holds.
      BinnedMatrix matrix;
      matrix.row_count = static_cast<std::int64_t>(grid[0].size());
      matrix.bins = problem.matrix->bins;
      place_dense(matrix);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t row = 0; row < grid[c].size(); ++row) {
          set_bin(matrix, c, static_cast<std::int64_t>(row), std::min(grid[c][row], matrix.bins[c].bin_count - 1));
        }
      }
      std::vector<double> scores(grid[0].size());
      for (std::size_t t = 0; t < forest.tree_count(); ++t) {
        const GrownTree tree = grown_tree_of(forest, t, matrix);
        const BinTree walked(tree, matrix);
        std::vector<double> leaves;
        for (std::size_t n = forest.tree_begins[t]; n < forest.tree_begins[t + 1]; ++n) {
          if (forest.feature[n] < 0) leaves.push_back(forest.values[n]);
        }
        std::vector<std::uint32_t> rows(scores.size()), reached(scores.size());
        std::iota(rows.begin(), rows.end(), 0u);
        walked.leaves_of(rows, reached.data());
        for (std::size_t row = 0; row < scores.size(); ++row) scores[row] += leaves[reached[row]];
      }
      std::size_t wrong = 0;
      for (std::size_t row = 1; row < scores.size(); ++row) {
        if (grid[0][row] > 1 && direction * (scores[row] - scores[row - 1]) < -1e-12) ++wrong;
      }
      EXPECT_EQ(wrong, 0u) << loss << " " << int{direction};
    }
  }
}

TEST(Booster, ClassWeightsAreRowWeights) {
  Problem problem = made(400, false, false, false);
  const std::vector<double> target = classes(problem.target);
  BoosterOptions options = binary();
  options.class_weight = {1, 3};
  const Forest by_class = trained(problem, target, options, 3, kAlone);
  options.class_weight.clear();
  for (const double one : target) problem.weight.push_back(one > 0 ? 3 : 1);
  EXPECT_TRUE(same(by_class, trained(problem, target, options, 3, kAlone)));
  problem.weight.clear();
  options.balanced = true;
  Booster booster(problem.matrix, rows_of(problem, target), options, kAlone);
  EXPECT_NEAR(booster.forest().base_scores[0], 0, 1e-6);
}

TEST(Booster, CustomGradientsAreTakenAsTheyAre) {
  const Problem problem = made(400, true, true, false);
  const BoosterRows rows = rows_of(problem, problem.target);
  BoosterOptions options;
  options.grow.max_leaf_nodes = 8;
  Booster squared(problem.matrix, rows, options, kAlone);
  options.objective.name = "custom";
  options.objective.custom_initial = squared.forest().base_scores;
  Booster custom(problem.matrix, rows, options, kAlone);
  for (int i = 0; i < 4; ++i) {
    squared.iterate(kAlone);
    const std::vector<double> scores = custom.scores_of(custom.training_rows());
    std::vector<double> g, h(scores.size(), 1.0);
    for (std::size_t row = 0; row < scores.size(); ++row) g.push_back(scores[row] - problem.target[row]);
    custom.set_gradients(g.data(), h.data(), g.size());
    custom.iterate(kAlone);
  }
  // Hessians of 1 are rounded as any others here, so splits may differ where two are as good; scores stay close.
  const auto a = squared.scores_of(squared.training_rows()), b = custom.scores_of(custom.training_rows());
  double difference = 0;
  for (std::size_t row = 0; row < a.size(); ++row) difference += std::abs(a[row] - b[row]);
  EXPECT_LT(difference / 400, 0.01);
  const auto code_of = [&](double g, double h, std::size_t count) -> std::string {
    std::vector<double> gs(400, 0.5), hs(400, 1.0);
    gs[7] = g;
    hs[7] = h;
    try {
      custom.set_gradients(gs.data(), hs.data(), count);
    } catch (const Error& error) {
      return error.code();
    }
    return "none";
  };
  EXPECT_EQ(code_of(kNan, 1, 400), "VALUE_INVALID");
  EXPECT_EQ(code_of(1, -1, 400), "VALUE_INVALID");
  EXPECT_EQ(code_of(1, 1, 399), "VALUE_INVALID");
  EXPECT_EQ(code_of(1, 0, 400), "none");
}

TEST(Booster, TakesFewAndBadRows) {
  const auto code_of = [](const Problem& problem, const std::vector<double>& target,
                          BoosterOptions options) -> std::string {
    try {
      Booster booster(problem.matrix, rows_of(problem, target), std::move(options), kAlone);
      const BoosterStep step = booster.iterate(kAlone);
      return step.finished ? "finished" : "goes on";
    } catch (const Error& error) {
      return error.code();
    }
  };
  BoosterOptions squared;
  Problem one = made(1, false, false, false);
  EXPECT_EQ(code_of(one, {3}, squared), "finished");
  Problem few = made(10, false, false, false);
  EXPECT_EQ(code_of(few, few.target, squared), "finished");  // 20 rows a leaf
  BoosterOptions held = squared;
  held.validation_fraction = 0.001;
  EXPECT_EQ(code_of(few, few.target, held), "ROWS_TOO_FEW");
  held = squared;
  held.validation_rows = 10;
  EXPECT_EQ(code_of(few, few.target, held), "ROWS_TOO_FEW");
  few.weight.assign(10, 0.0);
  EXPECT_EQ(code_of(few, few.target, squared), "WEIGHT_INVALID");
  few.weight[3] = -1;
  EXPECT_EQ(code_of(few, few.target, squared), "WEIGHT_INVALID");
  BoosterOptions metric = squared;
  metric.metric = "rocAuc";
  few.weight.clear();
  EXPECT_EQ(code_of(few, few.target, metric), "OPTION_INVALID");
}

}  // namespace
}  // namespace millrace::trees
