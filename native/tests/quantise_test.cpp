// Integer gradients: how wide, which rows are outliers, and that sums stay what they were.
#include "trees/boost/quantise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/error.h"

namespace millrace::trees {
namespace {

const RunContext kAlone{.threads = 1, .cancel = nullptr};

struct Made {
  std::vector<float> gradients, hessians;
};

Made normal(std::size_t rows, double outlier_share, double factor) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> gauss;
  std::uniform_real_distribution<double> uniform;
  Made made;
  for (std::size_t row = 0; row < rows; ++row) {
    const double scale = uniform(random) < outlier_share ? factor : 1;
    made.gradients.push_back(static_cast<float>(scale * gauss(random)));
    made.hessians.push_back(static_cast<float>(scale * (0.1 + uniform(random))));
  }
  return made;
}

// Of gradients that are kept.
void quantise(const float* gradients, const float* hessians, std::size_t row_count, const RowSample& sample, int bits,
              std::uint64_t seed, std::uint64_t index, QuantisedGradients& out, const RunContext& context) {
  trees::quantise({row_count, hessians != nullptr, gradients, hessians, {}}, sample, bits, seed, index, out, context);
}

class Widths : public testing::TestWithParam<int> {};

TEST_P(Widths, RowsFillTheWidthAndSumsStay) {
  const int bits = GetParam();
  for (const std::size_t rows : {std::size_t{1}, std::size_t{63}, std::size_t{5000}, std::size_t{200'000}}) {
    const Made made = normal(rows, 0.001, 1e4);
    QuantisedGradients out;
    quantise(made.gradients.data(), made.hessians.data(), rows, RowSample{}, bits, 1, 2, out, kAlone);
    ASSERT_EQ(out.entries.size(), rows);
    EXPECT_LE(out.outliers.size() * 128, rows + 128);
    if (rows == 200'000) {
      EXPECT_GT(out.outliers.size(), 50u);  // a thousandth of the rows weighs 1e4
    }
    const int limit = (1 << (bits - 1)) - 1;
    double gradient = 0, hessian = 0, true_gradient = 0, true_hessian = 0, squares = 0;
    int widest = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      EXPECT_EQ(out.entries[row].row, row);
      EXPECT_LE(std::abs(out.entries[row].gradient), limit);
      EXPECT_LT(out.entries[row].hessian, 1 << bits);
      widest = std::max(widest, std::abs(int{out.entries[row].gradient}));
      gradient += out.entries[row].gradient * out.gradient_step;
      hessian += out.entries[row].hessian * out.hessian_step;
      true_gradient += static_cast<double>(made.gradients[row]);
      true_hessian += static_cast<double>(made.hessians[row]);
      squares += 1;
    }
    std::uint32_t before = 0;
    for (const WideEntry& wide : out.outliers) {
      EXPECT_TRUE(wide.row == 0 || wide.row > before);
      before = wide.row;
      EXPECT_EQ(out.entries[wide.row].gradient, 0);
      EXPECT_EQ(out.entries[wide.row].hessian, 0);
      gradient += static_cast<double>(wide.gradient) * out.gradient_step;
      hessian += static_cast<double>(wide.hessian) * out.hessian_step;
    }
    // Whatever the rows, the usual ones are at least a quarter of the width.
    if (rows >= 5000) {
      EXPECT_GE(4 * widest, limit);
    }
    // Each row errs by a step at most, half one at random: 6 standard deviations.
    EXPECT_NEAR(gradient, true_gradient, 6 * 0.5 * out.gradient_step * std::sqrt(squares));
    EXPECT_NEAR(hessian, true_hessian, 6 * 0.5 * out.hessian_step * std::sqrt(squares));
  }
}

INSTANTIATE_TEST_SUITE_P(Bits, Widths, testing::Values(2, 3, 12, 16));

TEST(Quantise, WidthDoesNotShrinkWithTheRows) {
  double first = 0;
  for (const std::size_t rows : {std::size_t{20'000}, std::size_t{320'000}}) {
    const Made made = normal(rows, 0, 1);
    QuantisedGradients out;
    quantise(made.gradients.data(), made.hessians.data(), rows, RowSample{}, 12, 1, 2, out, kAlone);
    EXPECT_EQ(out.outliers.size(), 0u);
    if (first == 0) first = out.gradient_step;
    EXPECT_NEAR(out.gradient_step, first, 0.35 * first);  // the largest of more rows is a little larger
  }
}

TEST(Quantise, TakesTheSampleAlone) {
  const Made made = normal(10'000, 0.002, 1e3);
  RowSample sample;
  sample.is_full = false;
  for (std::size_t row = 0; row < 10'000; ++row) sample.is_in.push_back(row % 3 == 0);
  QuantisedGradients out, all;
  quantise(made.gradients.data(), nullptr, 10'000, sample, 12, 1, 2, out, kAlone);
  quantise(made.gradients.data(), nullptr, 10'000, sample, 12, 1, 2, all, RunContext{.threads = 3, .cancel = nullptr});
  ASSERT_EQ(out.entries.size(), 3334u);
  EXPECT_TRUE(out.constant_hessian);
  EXPECT_EQ(out.hessian_step, 1);
  EXPECT_GT(out.outliers.size(), 0u);
  for (std::size_t i = 0; i < out.entries.size(); ++i) {
    EXPECT_EQ(out.entries[i].row, 3 * i);
    EXPECT_EQ(out.entries[i].hessian, 1);
    EXPECT_EQ(out.entries[i].gradient, all.entries[i].gradient);
  }
  for (const WideEntry& wide : out.outliers) {
    EXPECT_EQ(wide.row % 3, 0u);
    EXPECT_EQ(wide.hessian, 0);
  }
}

TEST(Quantise, DerivedRowsAreWhatKeptOnesAre) {
  const Made made = normal(100'000, 0.001, 1e3);
  QuantisedGradients kept, derived;
  quantise(made.gradients.data(), made.hessians.data(), 100'000, RowSample{}, 12, 1, 2, kept, kAlone);
  const auto derive = [&](std::size_t begin, std::size_t end, float* gradients, float* hessians) {
    std::copy(made.gradients.begin() + static_cast<std::ptrdiff_t>(begin),
              made.gradients.begin() + static_cast<std::ptrdiff_t>(end), gradients);
    std::copy(made.hessians.begin() + static_cast<std::ptrdiff_t>(begin),
              made.hessians.begin() + static_cast<std::ptrdiff_t>(end), hessians);
  };
  trees::quantise({100'000, true, nullptr, nullptr, derive}, RowSample{}, 12, 1, 2, derived, kAlone);
  EXPECT_EQ(kept.gradient_step, derived.gradient_step);
  EXPECT_EQ(kept.outliers.size(), derived.outliers.size());
  for (std::size_t i = 0; i < kept.entries.size(); ++i) {
    ASSERT_EQ(kept.entries[i].gradient, derived.entries[i].gradient);
    ASSERT_EQ(kept.entries[i].hessian, derived.entries[i].hessian);
  }
}

// Rows that are looked at for the steps may say nothing of the others.
TEST(Quantise, LooksAtAllRowsWhereSomeSayTooLittle) {
  const std::size_t rows = 200'000;
  std::vector<float> gradients(rows, 0.0f);
  const auto check = [&] {
    QuantisedGradients out;
    quantise(gradients.data(), nullptr, rows, RowSample{}, 12, 1, 2, out, kAlone);
    EXPECT_LE(out.outliers.size() * 128, rows + 128);
    double sum = 0, truth = 0;
    for (const RowEntry& entry : out.entries) sum += entry.gradient * out.gradient_step;
    for (const WideEntry& wide : out.outliers) sum += static_cast<double>(wide.gradient) * out.gradient_step;
    for (const float gradient : gradients) truth += static_cast<double>(gradient);
    EXPECT_NEAR(sum, truth, 6 * 0.5 * out.gradient_step * std::sqrt(rows));
  };
  for (std::size_t row = 300; row < rows; row += 1563) gradients[row] = 1;  // between the stretches, all others 0
  check();
  for (std::size_t row = 0; row < rows; ++row) gradients[row] = row % 1567 < 256 ? 1e-3f : 1.0f;
  check();
  for (std::size_t row = 0; row < rows; ++row) gradients[row] = 1e-20f;
  gradients[300] = 3e38f;
  check();
}

TEST(Quantise, TakesNothingAndZerosAndRefusesInfinities) {
  QuantisedGradients out;
  quantise(nullptr, nullptr, 0, RowSample{}, 12, 1, 2, out, kAlone);
  EXPECT_TRUE(out.entries.empty());
  const std::vector<float> zeros(70);
  quantise(zeros.data(), zeros.data(), 70, RowSample{}, 12, 1, 2, out, kAlone);
  for (const RowEntry& entry : out.entries) {
    EXPECT_EQ(entry.gradient, 0);
    EXPECT_EQ(entry.hessian, 0);
  }
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> values(70, 1.0f);
    values[69] = bad;
    try {
      quantise(values.data(), nullptr, 70, RowSample{}, 12, 1, 2, out, kAlone);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "VALUE_INFINITE");
    }
  }
  // In a row that is not looked at for the steps, too.
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> values(200'000, 1.0f);
    values[300] = bad;
    try {
      quantise(values.data(), nullptr, values.size(), RowSample{}, 12, 1, 2, out, kAlone);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "VALUE_INFINITE");
    }
  }
  // Magnitudes from the least to the greatest float: finite integers all the same.
  const std::vector<float> wide{1e-38f, 1, 1e30f, -1e30f, 3e38f};
  quantise(wide.data(), nullptr, 5, RowSample{}, 12, 1, 2, out, kAlone);
  EXPECT_EQ(out.entries.size(), 5u);
}

}  // namespace
}  // namespace millrace::trees
