// Every kernel on every instruction set this processor has: the same bits as the baseline at awkward sizes. The parity
// tests in tests/kernels/ hold the kernels to their references.
#include "simd/kernels.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "matrices.h"

namespace millrace {
namespace {

using Doubles = std::vector<double>;

std::vector<const KernelTable*> tables() {
  std::vector<const KernelTable*> found;
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    if (const KernelTable* table = kernel_table(name)) found.push_back(table);
  }
  return found;
}

// Everything the kernels of a table make of random rows, one after the other.
Doubles run_all(const KernelTable& table, std::int32_t rows, std::int32_t columns) {
  Doubles raw = test::normal_values(static_cast<std::size_t>(rows) * columns, 40 + rows * 131 + columns);
  for (double& value : raw) value = value * value < 0.3 ? 0 : value;
  FeatureMatrix matrix = test::dense_matrix(raw, columns);
  if (matrix.dense.empty()) {
    matrix.dense.emplace_back();
    matrix.dense[0].row_count = rows;
    matrix.dense[0].values.resize(static_cast<std::size_t>(rows) * matrix.stride());
  }
  const std::int32_t stride = matrix.stride();
  const float* values = matrix.dense[0].values.data();
  const FeatureMatrix sparse = test::to_sparse(matrix);
  const CsrBlock csr = sparse.csr.empty() ? CsrBlock{} : sparse.csr[0];
  const std::uint32_t *offsets = csr.offsets.data(), *indices = csr.indices.data();

  constexpr std::int32_t outputs = 3;
  const Doubles targets = test::normal_values(rows, 1), noise = test::normal_values(rows, 2);
  const Doubles coefficients = test::normal_values(static_cast<std::size_t>(outputs) * stride, 3);
  const Doubles intercepts = test::normal_values(outputs, 4), shift = test::normal_values(stride, 5);
  Doubles labels(rows), classes(rows), weights(rows), scratch(kTileRows * outputs);
  for (int row = 0; row < rows; ++row) {
    labels[row] = targets[row] > 0;
    classes[row] = row % outputs;
    weights[row] = noise[row] * noise[row];
  }

  Doubles all;
  const auto buffer = [&](std::size_t count) { return Doubles(count); };
  const auto keep = [&](const Doubles& part) { all.insert(all.end(), part.begin(), part.end()); };
  Doubles scores = buffer(static_cast<std::size_t>(rows) * outputs);
  table.linear_scores_dense(values, rows, stride, coefficients.data(), intercepts.data(), outputs, scores.data());
  keep(scores);
  for (const std::int32_t count : {1, outputs}) {
    table.linear_scores_csr(offsets, indices, csr.values.data(), csr.row_count, coefficients.data(), intercepts.data(),
                            count, scores.data());
    keep(scores);
  }
  Doubles probabilities = buffer(static_cast<std::size_t>(rows) * outputs);
  for (const double* weight : {static_cast<const double*>(nullptr), static_cast<const double*>(weights.data())}) {
    Doubles totals = buffer(1 + outputs), gradient = buffer(static_cast<std::size_t>(outputs) * stride);
    Doubles curvatures = buffer(rows);
    const auto flush = [&] {
      keep(totals);
      keep(gradient);
      keep(curvatures);
    };
    table.logistic_gradient_dense(values, rows, stride, labels.data(), weight, coefficients.data(), 0.3, totals.data(),
                                  gradient.data(), curvatures.data());
    flush();
    table.logistic_gradient_csr(offsets, indices, csr.values.data(), csr.row_count, labels.data(), weight,
                                coefficients.data(), 0.3, totals.data(), gradient.data(), curvatures.data());
    flush();
    table.squared_gradient_dense(values, rows, stride, targets.data(), weight, coefficients.data(), 0.3, totals.data(),
                                 gradient.data());
    flush();
    table.squared_gradient_csr(offsets, indices, csr.values.data(), csr.row_count, targets.data(), weight,
                               coefficients.data(), 0.3, totals.data(), gradient.data());
    flush();
    table.hessian_product_dense(values, rows, stride, weights.data(), coefficients.data(), 0.3, totals.data(),
                                gradient.data());
    flush();
    table.hessian_product_csr(offsets, indices, csr.values.data(), csr.row_count, weights.data(), coefficients.data(),
                              0.3, totals.data(), gradient.data());
    flush();
    table.softmax_gradient_dense(values, rows, stride, classes.data(), weight, coefficients.data(), intercepts.data(),
                                 outputs, scratch.data(), totals.data(), gradient.data(), probabilities.data());
    flush();
    table.softmax_hessian_product_dense(values, rows, stride, probabilities.data(), weight, coefficients.data(),
                                        intercepts.data(), outputs, scratch.data(), totals.data(), gradient.data());
    flush();
    table.softmax_gradient_csr(offsets, indices, csr.values.data(), csr.row_count, classes.data(), weight,
                               coefficients.data(), intercepts.data(), outputs, scratch.data(), totals.data(),
                               gradient.data(), probabilities.data());
    flush();
    table.softmax_hessian_product_csr(offsets, indices, csr.values.data(), csr.row_count, probabilities.data(), weight,
                                      coefficients.data(), intercepts.data(), outputs, scratch.data(), totals.data(),
                                      gradient.data());
    flush();
    table.column_moments_dense(values, rows, stride, weight, gradient.data(), gradient.data() + stride);
    table.column_moments_csr(offsets, indices, csr.values.data(), csr.row_count, weight, gradient.data(),
                             gradient.data() + stride);
    flush();
    Doubles gram = buffer(static_cast<std::size_t>(stride) * stride), sums = buffer(stride);
    table.gram_dense(values, rows, stride, weight, weight ? shift.data() : nullptr, gram.data(), sums.data());
    table.gram_csr(offsets, indices, csr.values.data(), csr.row_count, weight, stride, gram.data(), nullptr);
    keep(gram);
    keep(sums);
  }
  const Doubles a = test::normal_values(static_cast<std::size_t>(rows) * 7, 6);
  const Doubles b = test::normal_values(static_cast<std::size_t>(7) * columns, 7);
  Doubles c = test::normal_values(static_cast<std::size_t>(rows) * columns, 8);
  table.subtract_product(a.data(), 7, b.data(), columns, rows, columns, 7, c.data(), columns);
  keep(c);
  keep(probabilities);
  return all;
}

TEST(Kernels, EverySetGivesTheBitsOfTheBaseline) {
  const std::vector<const KernelTable*> sets = tables();
  if (sets.size() < 2) GTEST_SKIP() << "this processor or build has the baseline only";
  for (const std::int32_t rows : {0, 1, 15, 16, 17, 130}) {
    for (const std::int32_t columns : {0, 1, 15, 16, 17, 130}) {
      const Doubles expected = run_all(*sets[0], rows, columns);
      for (std::size_t i = 1; i < sets.size(); ++i) {
        const Doubles actual = run_all(*sets[i], rows, columns);
        ASSERT_EQ(actual.size(), expected.size());
        if (expected.empty()) continue;
        EXPECT_EQ(std::memcmp(actual.data(), expected.data(), expected.size() * sizeof(double)), 0)
            << sets[i]->isa << " " << rows << " x " << columns;
      }
    }
  }
}

// Scores far beyond where exp overflows: losses stay finite and exact.
TEST(Kernels, LogisticLossOfExtremeScores) {
  const float values[16] = {1000};
  const double coefficients[16] = {1};
  for (const double label : {0.0, 1.0}) {
    double totals[2] = {}, gradient[16] = {}, curvature;
    kernels().logistic_gradient_dense(values, 1, 16, &label, nullptr, coefficients, 0, totals, gradient, &curvature);
    EXPECT_EQ(totals[0], label == 1 ? 0 : 1000);
    EXPECT_EQ(totals[1], label == 1 ? 0 : 1);
    EXPECT_EQ(curvature, 0);
  }
}

}  // namespace
}  // namespace millrace
