#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "golden.h"
#include "linear/least_squares.h"
#include "linear/logistic.h"
#include "linear/predict.h"
#include "matrices.h"

namespace millrace {
namespace {

using test::dense_matrix;
using test::Golden;
using test::normal_values;
using test::sparse_matrix;
using test::to_sparse;

const double kInfinity = std::numeric_limits<double>::infinity();

RunContext on_threads(int threads) { return RunContext{.threads = threads, .cancel = nullptr}; }

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], tolerance) << "at " << i;
}

class LogisticGolden : public testing::TestWithParam<const char*> {
 protected:
  // The optimum's loss to 1e-8 of it, and coefficients where they are unique.
  void check(const FeatureMatrix& matrix, const std::vector<double>& target, int classes, const std::string& name) {
    const double C = golden.number(name + ".C");
    const std::vector<double>& weight = golden.list(name + ".weight");
    LogisticOptions options;
    options.class_count = classes;
    options.C = C == 0 ? kInfinity : C;
    options.fit_intercept = !golden.list(name + ".intercept").empty();
    options.solver = GetParam();
    if (options.solver == "lbfgs") {
      options.max_iter = 5000;
      options.tol = 1e-9;
    }
    const LinearFit fit =
        fit_logistic({&matrix, target.data(), weight.empty() ? nullptr : weight.data()}, options, on_threads(2), {});
    SCOPED_TRACE(name + (matrix.sparse ? " sparse" : " dense"));
    EXPECT_TRUE(fit.converged);
    const double loss = golden.number(name + ".loss");
    EXPECT_NEAR(fit.history.back().loss, loss, 1e-8 * loss);
    expect_near(fit.weights, golden.list(name + ".coef"), 2e-4);
  }

  void check_both(const std::string& data, int classes, const std::vector<std::string>& names) {
    const FeatureMatrix matrix = dense_matrix(golden.list(data + ".values"), golden.number(data + ".columns"));
    const FeatureMatrix sparse = to_sparse(matrix);
    for (const std::string& name : names) {
      check(matrix, golden.list(data + ".target"), classes, name);
      check(sparse, golden.list(data + ".target"), classes, name);
    }
  }

  const Golden golden{"linear.json"};
};

TEST_P(LogisticGolden, BinaryEqualsScikitLearn) {
  check_both("binary", 2, {"binary.one", "binary.hundred", "binary.free", "binary.bare"});
}

TEST_P(LogisticGolden, MultinomialEqualsScikitLearn) {
  check_both("three", 3, {"three.one", "three.ten", "three.free"});
}

TEST_P(LogisticGolden, SparseEqualsScikitLearn) {
  const FeatureMatrix matrix = sparse_matrix(golden.list("sparse.offsets"), golden.list("sparse.indices"),
                                             golden.list("sparse.values"), golden.number("sparse.columns"));
  check(matrix, golden.list("sparse.target"), 2, "sparse.one");
  check(matrix, golden.list("sparse.target"), 2, "sparse.hundred");
  check(matrix, golden.list("sparse3.target"), 3, "sparse3.one");
}

INSTANTIATE_TEST_SUITE_P(Solvers, LogisticGolden, testing::Values("auto", "newton-cholesky", "newton-cg", "lbfgs"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(LeastSquares, EqualsScikitLearn) {
  const Golden golden("linear.json");
  const FeatureMatrix dense = dense_matrix(golden.list("squares.values"), golden.number("squares.columns"));
  const std::vector<double>& target = golden.list("squares.target");
  const double* weight = golden.list("squares.weight").data();
  for (const FeatureMatrix& matrix : {dense, to_sparse(dense)}) {
    for (const char* solver : {"auto", "cholesky", "cg"}) {
      SCOPED_TRACE(std::string(solver) + (matrix.sparse ? " sparse" : " dense"));
      const auto expect = [&](const LinearFit& fit, const std::string& name) {
        SCOPED_TRACE(name);
        EXPECT_TRUE(fit.converged);
        expect_near(fit.weights, golden.list("squares." + name + ".coef"), 1e-7);
        EXPECT_NEAR(fit.intercepts.at(0), golden.number("squares." + name + ".intercept"), 1e-7);
      };
      LeastSquaresOptions least;
      least.solver = solver;
      expect(fit_least_squares({&matrix, target.data()}, least, on_threads(2), {}), "least");
      expect(fit_least_squares({&matrix, target.data(), weight}, least, on_threads(2), {}), "leastWeighted");
      least.fit_intercept = false;
      expect(fit_least_squares({&matrix, target.data()}, least, on_threads(2), {}), "leastBare");
      RidgeOptions ridge;
      ridge.solver = solver;
      ridge.alpha = 2;
      expect(fit_ridge({&matrix, target.data()}, ridge, on_threads(2), {}), "ridge");
      ridge.alpha = 0.5;
      expect(fit_ridge({&matrix, target.data(), weight}, ridge, on_threads(2), {}), "ridgeWeighted");
    }
  }
}

// One neuron, by hand: distance 1 and 2 hours' drive, 2 and 3 minutes late.
TEST(LeastSquares, GradientDescentIsTheTextbooks) {
  const FeatureMatrix matrix = dense_matrix({1, 2}, 1);
  const std::vector<double> target{2, 3};
  LeastSquaresOptions options;
  options.solver = "gradient-descent";
  options.learning_rate = 0.25;
  options.max_iter = 1;
  const LinearFit fit = fit_least_squares({&matrix, target.data()}, options, on_threads(1), {});
  // Predictions 0, 0; loss (4 + 9) / 2; gradient (2/2)(-2·1 - 3·2) = -8 and (2/2)(-2 - 3) = -5.
  EXPECT_EQ(fit.history.at(0).loss, 6.5);
  EXPECT_EQ(fit.history.at(0).gradient_norm, 8);
  EXPECT_EQ(fit.weights.at(0), 2);
  EXPECT_EQ(fit.intercepts.at(0), 1.25);
  // Predictions 3.25 and 5.25.
  EXPECT_EQ(fit.history.at(1).loss, (1.25 * 1.25 + 2.25 * 2.25) / 2);
  EXPECT_FALSE(fit.converged);
  EXPECT_EQ(fit.history.size(), 2u);
}

// The gradient in the history is the loss's: one descent step moves along it, and finite differences of the loss agree.
TEST(Logistic, GradientIsTheLossesDerivative) {
  const std::vector<double> values = normal_values(60 * 3, 5);
  const FeatureMatrix matrix = dense_matrix(values, 3);
  for (const int classes : {2, 3}) {
    std::vector<double> target(60);
    for (int i = 0; i < 60; ++i) target[i] = i * 7 % classes;
    LogisticOptions options;
    options.class_count = classes;
    options.C = 0.5;
    options.solver = "gradient-descent";
    options.learning_rate = 1e-3;
    options.max_iter = 2;
    options.tol = 0;
    const LinearFit fit = fit_logistic({&matrix, target.data()}, options, on_threads(1), {});
    // Steps g0, g1 of size 1e-3: the loss falls by rate |g|² to first order, less half of rate² gᵀHg.
    options.max_iter = 1;
    const LinearFit first = fit_logistic({&matrix, target.data()}, options, on_threads(1), {});
    double square = 0;
    for (double weight : first.weights) square += weight * weight;
    for (double intercept : first.intercepts) square += intercept * intercept;
    const double predicted = square / options.learning_rate;
    EXPECT_NEAR(fit.history[0].loss - fit.history[1].loss, predicted, 2e-3 * predicted);
  }
}

TEST(Logistic, SameBitsOnAnyNumberOfThreads) {
  const std::int32_t rows = 3 * kBlockRows + 77, columns = 19;
  std::vector<double> values = normal_values(static_cast<std::size_t>(rows) * columns, 11);
  for (double& value : values) value = std::abs(value) < 0.7 ? 0 : value;
  const FeatureMatrix dense = dense_matrix(values, columns);
  for (const int classes : {2, 4}) {
    std::vector<double> target(rows), weight(rows);
    for (int i = 0; i < rows; ++i) {
      target[i] = (values[static_cast<std::size_t>(i) * columns] > 0) + (i % 7 == 0 ? classes - 2 : 0);
      weight[i] = i % 3;
    }
    for (const FeatureMatrix& matrix : {dense, to_sparse(dense)}) {
      for (const char* solver : {"newton-cholesky", "newton-cg", "lbfgs"}) {
        LogisticOptions options;
        options.class_count = classes;
        options.solver = solver;
        const LinearProblem problem{&matrix, target.data(), weight.data()};
        const LinearFit one = fit_logistic(problem, options, on_threads(1), {});
        for (const int threads : {2, 4}) {
          const LinearFit many = fit_logistic(problem, options, on_threads(threads), {});
          EXPECT_EQ(one.weights, many.weights) << solver << threads;
          EXPECT_EQ(one.intercepts, many.intercepts) << solver << threads;
          EXPECT_EQ(one.history.back().loss, many.history.back().loss) << solver << threads;
        }
      }
    }
  }
}

TEST(Logistic, SeparableClasses) {
  const FeatureMatrix matrix = dense_matrix({-2, -1, 1, 2}, 1);
  const std::vector<double> target{0, 0, 1, 1};
  for (const char* solver : {"newton-cholesky", "newton-cg"}) {
    LogisticOptions options;
    options.solver = solver;
    const LinearFit penalised = fit_logistic({&matrix, target.data()}, options, on_threads(1), {});
    EXPECT_TRUE(penalised.converged);
    EXPECT_GT(penalised.weights.at(0), 0.5);
    options.C = kInfinity;
    options.max_iter = 20;
    const LinearFit free = fit_logistic({&matrix, target.data()}, options, on_threads(1), {});
    EXPECT_FALSE(free.converged) << solver;
    EXPECT_EQ(free.history.size(), 21u);
    EXPECT_TRUE(std::isfinite(free.weights.at(0)));
  }
}

// Without a penalty the optimum of collinear columns is not unique; its predictions and loss are.
TEST(Logistic, CollinearColumnsWithoutPenalty) {
  const int rows = 400;
  const std::vector<double> noise = normal_values(rows, 3);
  std::vector<double> values, target(rows);
  for (int i = 0; i < rows; ++i) {
    const int level = i % 3;
    for (int k = 0; k < 3; ++k) values.push_back(level == k);
    values.push_back(noise[i]);
    values.push_back(7);                // constant
    values.push_back(0);                // never set
    values.push_back(noise[i] * 1024);  // the same again, on another scale
    target[i] = noise[i] + (level - 1) * 0.5 + std::sin(i * 12.9898) * 2 > 0;
  }
  const FeatureMatrix matrix = dense_matrix(values, 7);
  double losses[3];
  int at = 0;
  for (const char* solver : {"newton-cholesky", "newton-cg", "lbfgs"}) {
    LogisticOptions options;
    options.solver = solver;
    options.C = kInfinity;
    options.max_iter = 500;
    if (at == 2) options.tol = 1e-8;
    const LinearFit fit = fit_logistic({&matrix, target.data()}, options, on_threads(2), {});
    EXPECT_TRUE(fit.converged) << solver;
    losses[at++] = fit.history.back().loss;
    EXPECT_EQ(fit.weights[5], 0) << solver;
  }
  EXPECT_NEAR(losses[1], losses[0], 1e-10);
  EXPECT_NEAR(losses[2], losses[0], 1e-10);
}

TEST(Logistic, RefusesWhatItCannotFit) {
  const FeatureMatrix matrix = dense_matrix({1, 2, 3, 4}, 1);
  const std::vector<double> target{0, 1, 0, 1}, wrong{0, 2, 0, 1}, negative{1, -1, 1, 1}, none{0, 0, 0, 0};
  const auto code = [&](const FeatureMatrix& rows, const double* labels, const double* weight,
                        const LogisticOptions& options) -> std::string {
    try {
      fit_logistic({&rows, labels, weight}, options, on_threads(1), {});
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  };
  LogisticOptions options;
  EXPECT_EQ(code(matrix, target.data(), nullptr, options), "");
  EXPECT_EQ(code(matrix, wrong.data(), nullptr, options), "TARGET_INVALID");
  EXPECT_EQ(code(matrix, target.data(), negative.data(), options), "WEIGHT_INVALID");
  EXPECT_EQ(code(matrix, target.data(), none.data(), options), "WEIGHT_INVALID");
  EXPECT_EQ(code(dense_matrix({1, std::nan(""), 3, 4}, 1), target.data(), nullptr, options), "VALUE_MISSING");
  EXPECT_EQ(code(dense_matrix({}, 1), target.data(), nullptr, options), "ROWS_TOO_FEW");
  options.solver = "sgd";
  EXPECT_EQ(code(matrix, target.data(), nullptr, options), "OPTION_INVALID");
  options = {};
  options.C = 0;
  EXPECT_EQ(code(matrix, target.data(), nullptr, options), "OPTION_INVALID");
}

TEST(Logistic, StopsWhenCancelled) {
  const std::int32_t columns = 8;
  const FeatureMatrix matrix = dense_matrix(normal_values(2 * kBlockRows * columns, 1), columns);
  std::vector<double> target(2 * kBlockRows);
  for (std::size_t i = 0; i < target.size(); ++i) target[i] = i % 2;
  CancelToken cancel;
  const RunContext context{.threads = 2, .cancel = &cancel};
  LogisticOptions options;
  options.solver = "gradient-descent";
  options.tol = 0;
  options.max_iter = 1000000;
  int steps = 0;
  EXPECT_THROW(fit_logistic({&matrix, target.data()}, options, context,
                            [&](const FitStep&) {
                              if (++steps == 3) cancel.cancel();
                            }),
               Cancelled);
  EXPECT_EQ(steps, 3);
}

TEST(Predict, OneRowHasTheBitsOfTheBlock) {
  const std::int32_t columns = 37, rows = 130;
  const FeatureMatrix dense = dense_matrix(normal_values(rows * columns, 2), columns);
  for (const int outputs : {1, 3}) {
    const std::vector<double> values = normal_values(outputs * columns, 9), intercepts(outputs, 0.25);
    const LinearWeights weights(values.data(), intercepts.data(), outputs, columns);
    for (const FeatureMatrix& matrix : {dense, to_sparse(dense)}) {
      std::vector<double> all(rows * outputs), one(outputs);
      linear_scores(matrix, weights, on_threads(2), all.data());
      for (int row = 0; row < rows; ++row) {
        if (matrix.sparse) {
          const CsrBlock& from = matrix.csr[0];
          CsrBlock single;
          single.row_count = 1;
          single.offsets.push_back(from.offsets[row + 1] - from.offsets[row]);
          single.indices.assign(from.indices.begin() + from.offsets[row], from.indices.begin() + from.offsets[row + 1]);
          single.values.assign(from.values.begin() + from.offsets[row], from.values.begin() + from.offsets[row + 1]);
          linear_scores(single, weights, one.data());
        } else {
          DenseBlock single;
          single.row_count = 1;
          const float* from = matrix.dense[0].values.data() + row * matrix.stride();
          single.values.assign(from, from + matrix.stride());
          linear_scores(single, weights, one.data());
        }
        for (int k = 0; k < outputs; ++k) EXPECT_EQ(one[k], all[row * outputs + k]);
      }
    }
  }
}

TEST(Predict, ProbabilitiesAddUpAndNeverOverflow) {
  const std::vector<double> scores{0, 1, -1, 800, -800, 40};
  std::vector<double> binary(12);
  binary_probabilities(scores.data(), 6, binary.data());
  for (int row = 0; row < 6; ++row) EXPECT_NEAR(binary[2 * row] + binary[2 * row + 1], 1, 1e-15);
  EXPECT_EQ(binary[1], 0.5);
  EXPECT_NEAR(binary[3], 1 / (1 + std::exp(-1.0)), 1e-15);
  EXPECT_EQ(binary[7], 1);
  EXPECT_EQ(binary[6], 0);
  EXPECT_NEAR(binary[10] / std::exp(-40.0), 1, 1e-14);  // 1 - p(1) would be 0
  std::vector<double> three(6);
  softmax_probabilities(scores.data(), 2, 3, three.data());
  EXPECT_NEAR(three[0] + three[1] + three[2], 1, 1e-15);
  EXPECT_NEAR(three[1] / three[2], std::exp(2.0), 1e-13);
  EXPECT_EQ(three[3], 1);
}

}  // namespace
}  // namespace millrace
