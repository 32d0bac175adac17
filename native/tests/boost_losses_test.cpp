// The losses of boosting against scikit-learn's (and LightGBM's LambdaRank): tests/golden/make_boosting.py.
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "golden.h"
#include "trees/boost/objective.h"
#include "trees/boost/weighted_percentile.h"

namespace millrace::trees {
namespace {

using test::Golden;

const RunContext kAlone{.threads = 1, .cancel = nullptr};

void expect_near(const std::vector<float>& actual, const std::vector<double>& expected, std::size_t from,
                 const std::string& what) {
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double value = expected[from + i];
    EXPECT_NEAR(static_cast<double>(actual[i]), value, 1e-6 * (1 + std::abs(value))) << what << " at " << i;
  }
}

struct LossCase {
  const char* name;
  ObjectiveOptions options;
};

std::vector<LossCase> cases() {
  const auto named = [](const char* name, std::int32_t classes = 0) {
    ObjectiveOptions options;
    options.name = name;
    options.class_count = classes;
    return options;
  };
  std::vector<LossCase> all{
      {"squared", named("squared")}, {"absolute", named("absolute")},  {"quantile", named("quantile")},
      {"huber", named("huber")},     {"poisson", named("poisson")},    {"gamma", named("gamma")},
      {"tweedie", named("tweedie")}, {"logLoss", named("logLoss", 2)}, {"softmax", named("logLoss", 3)}};
  all[2].options.quantile = 0.8;
  all[3].options.huber_delta = 1.5;
  all[6].options.tweedie_power = 1.3;
  return all;
}

class BoostLosses : public testing::TestWithParam<bool> {
 protected:
  const Golden golden{"boosting.json"};
};

TEST_P(BoostLosses, DerivativesAndInitialScoresEqualScikitLearns) {
  const bool weighted = GetParam();
  std::vector<float> weight;
  for (const double w : golden.list("weights")) weight.push_back(static_cast<float>(w));
  for (const auto& [name, options] : cases()) {
    SCOPED_TRACE(name);
    const std::string key = std::string(name) + (weighted ? ".weighted" : ".plain");
    const auto& target = golden.list(std::string(name) + ".target");
    const auto& scores = golden.list(std::string(name) + ".scores");
    const std::size_t rows = target.size();
    const Labels labels{rows, target.data(), weighted ? weight.data() : nullptr, nullptr, rows};
    const auto objective = make_objective(options, labels, kAlone);
    objective->begin_iteration(scores.data(), kAlone);
    const std::string which = name;
    for (std::int32_t k = 0; k < objective->output_count(); ++k) {
      std::vector<float> g(rows), h(rows);
      objective->differentiate(k, scores.data() + static_cast<std::size_t>(k) * rows, g.data(), h.data(), kAlone);
      // scikit-learn's multinomial loss leaves Friedman's factor out, and Huber's hessian is 0 beyond delta there.
      if (which == "softmax") {
        for (float& value : h) value *= 2.0f / 3.0f;
      }
      expect_near(g, golden.list(key + ".gradient"), static_cast<std::size_t>(k) * rows, "gradient");
      if (which != "huber")
        expect_near(h, golden.list(key + ".hessian"), static_cast<std::size_t>(k) * rows, "hessian");
    }
    auto initial = objective->initial_scores(kAlone);
    auto expected = golden.list(key + ".initial");
    if (which == "softmax") {  // scores of classes are free up to a constant
      for (auto* list : {&initial, &expected}) {
        const double first = list->front();
        for (double& value : *list) value -= first;
      }
    }
    // Huber starts from the median: scikit-learn adds one step of the mean beyond it.
    if (which != "huber") {
      for (std::size_t k = 0; k < initial.size(); ++k) EXPECT_NEAR(initial[k], expected[k], 1e-9) << "initial " << k;
    }
    // Losses up to a constant of the target, which scikit-learn leaves out too.
    const auto& losses = golden.list(which + ".loss");
    for (std::size_t row = 0; row < rows; ++row) {
      EXPECT_NEAR(objective->loss(row, scores.data() + row), losses[row], 1e-9 * (1 + std::abs(losses[row]))) << row;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Weights, BoostLosses, testing::Bool());

TEST(BoostLosses, LambdaRankEqualsLightGbms) {
  const Golden golden("boosting.json");
  const auto& target = golden.list("rank.target");
  const auto& group = golden.list("rank.group");
  const auto& scores = golden.list("rank.scores");
  const Labels labels{target.size(), target.data(), nullptr, group.data(), target.size()};
  for (const bool normalise : {false, true}) {
    const auto objective = lambda_rank_objective(labels, 3, normalise);
    std::vector<float> g(target.size()), h(target.size());
    objective->differentiate(0, scores.data(), g.data(), h.data(), kAlone);
    const std::string key = normalise ? "rank.norm" : "rank.plain";
    expect_near(g, golden.list(key + ".gradient"), 0, "gradient");
    expect_near(h, golden.list(key + ".hessian"), 0, "hessian");
  }
}

TEST(BoostLosses, DerivativesAreThoseOfTheLoss) {
  // Central differences, at scores away from kinks.
  const std::vector<double> target{0.5, 1, 3, 2, 0.25, 7};
  const std::vector<double> scores{0.1, -0.7, 1.3, 0.4, -1.1, 0.9};
  for (const char* name : {"squared", "poisson", "gamma", "tweedie"}) {
    ObjectiveOptions options;
    options.name = name;
    const Labels labels{target.size(), target.data(), nullptr, nullptr, target.size()};
    const auto objective = make_objective(options, labels, kAlone);
    std::vector<float> g(target.size()), h(target.size());
    objective->differentiate(0, scores.data(), g.data(), h.data(), kAlone);
    for (std::size_t row = 0; row < target.size(); ++row) {
      const double step = 1e-4;
      const double low = scores[row] - step, high = scores[row] + step;
      const double at = objective->loss(row, &scores[row]);
      const double below = objective->loss(row, &low), above = objective->loss(row, &high);
      EXPECT_NEAR(static_cast<double>(g[row]), (above - below) / (2 * step), 1e-5) << name;
      EXPECT_NEAR(static_cast<double>(h[row]), (above - 2 * at + below) / (step * step), 1e-3) << name;
    }
  }
}

TEST(BoostLosses, RefuseTargetsOutsideTheirDomain) {
  const auto code_of = [](const char* name, std::vector<double> target, std::int32_t classes = 0) -> std::string {
    ObjectiveOptions options;
    options.name = name;
    options.class_count = classes;
    const Labels labels{target.size(), target.data(), nullptr, nullptr, target.size()};
    try {
      make_objective(options, labels, kAlone)->initial_scores(kAlone);
    } catch (const Error& error) {
      return error.code() + "@" + std::to_string(error.row());
    }
    return "none";
  };
  EXPECT_EQ(code_of("poisson", {1, 0, -1}), "TARGET_INVALID@2");
  EXPECT_EQ(code_of("gamma", {1, 0, 2}), "TARGET_INVALID@1");
  EXPECT_EQ(code_of("tweedie", {0, 1, -0.5}), "TARGET_INVALID@2");
  EXPECT_EQ(code_of("squared", {0, 1e31}), "TARGET_INVALID@1");
  EXPECT_EQ(code_of("squared", {0, std::nan("")}), "TARGET_MISSING@1");
  EXPECT_EQ(code_of("lambdaRank", {0, 1.5}), "TARGET_INVALID@1");
  EXPECT_EQ(code_of("logLoss", {0, 2}, 2), "TARGET_INVALID@1");
  EXPECT_EQ(code_of("logLoss", {1, 1}, 2), "TARGET_CONSTANT@-1");
  EXPECT_EQ(code_of("poisson", {0, 0}), "TARGET_CONSTANT@-1");
  EXPECT_EQ(code_of("poisson", {0, 3}), "none");
}

TEST(WeightedPercentile, InterpolatesEqualWeightsAndCumulatesOthers) {
  const auto of = [](std::vector<std::pair<double, double>> values, double share) {
    return weighted_percentile(values, share);
  };
  EXPECT_EQ(of({}, 0.5), 0);
  EXPECT_EQ(of({{3, 1}}, 0.9), 3);
  EXPECT_EQ(of({{4, 2}, {1, 2}, {2, 2}, {3, 2}}, 0.5), 2.5);
  EXPECT_EQ(of({{4, 1}, {1, 1}, {2, 1}, {3, 0}}, 0.5), 2);
  EXPECT_EQ(of({{1, 1}, {2, 5}, {3, 1}}, 0.5), 2);
  EXPECT_EQ(of({{1, 5}, {2, 1}, {3, 1}}, 0.5), 1);
  EXPECT_EQ(of({{1, 0}, {2, 0}}, 0.5), 0);
}

}  // namespace
}  // namespace millrace::trees
