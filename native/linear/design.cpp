#include "linear/design.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "linear/block_fold.h"
#include "simd/kernels.h"

namespace millrace {

double total_weight(const LinearProblem& problem) {
  const std::int64_t rows = problem.matrix->row_count;
  if (!problem.weight) return static_cast<double>(rows);
  double total = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    const double weight = problem.weight[row];
    if (!(weight >= 0) || std::isinf(weight)) {
      throw Error("WEIGHT_INVALID", "The weight of row " + std::to_string(row) + " is negative, infinite or missing",
                  "give every row a finite weight of at least 0");
    }
    total += weight;
  }
  return total;
}

Design::Design(const LinearProblem& problem, bool fit_intercept, const RunContext& context)
    : matrix(*problem.matrix),
      target(problem.target),
      weight(problem.weight),
      context(context),
      fit_intercept(fit_intercept),
      weight_sum(total_weight(problem)),
      columns(matrix.column_count),
      width(columns + (fit_intercept ? 1 : 0)),
      stride(matrix.sparse ? columns : matrix.stride()),
      means(columns),
      variances(columns) {
  if (matrix.row_count == 0) throw Error("ROWS_TOO_FEW", "There are no rows to fit", "give at least one row");
  if (!(weight_sum > 0)) throw Error("WEIGHT_INVALID", "All weights are 0", "give some rows a positive weight");
  BlockFold fold(matrix.block_count(), static_cast<std::size_t>(stride) * 2);
  const KernelTable& kernel = kernels();
  const double* sums = fold.run(context, [&](std::size_t block, std::size_t, double* at) {
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.column_moments_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count,
                                weight_of(block), at, at + stride);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      kernel.column_moments_dense(rows.values.data(), rows.row_count, stride, weight_of(block), at, at + stride);
    }
  });
  for (std::int32_t column = 0; column < columns; ++column) {
    const double mean = sums[column] / weight_sum;
    const double square = sums[stride + column] / weight_sum;
    if (!std::isfinite(square)) {
      throw Error("VALUE_MISSING", "Column " + std::to_string(column) + " holds a missing or infinite value",
                  "impute missing values before a linear model");
    }
    if (fit_intercept) means[column] = mean;
    // Never 0 by cancellation: these scale the preconditioner.
    variances[column] = fit_intercept ? std::max(square - mean * mean, 1e-12 * square) : square;
  }
}

double Design::unpack(const double* parameters, double* coefficients) const {
  std::copy_n(parameters, columns, coefficients);
  return fit_intercept ? parameters[columns] : 0.0;
}

void Design::store(const Vector& parameters, std::int32_t outputs, LinearFit& fit) const {
  for (std::int32_t output = 0; output < outputs; ++output) {
    const double* from = parameters.data() + static_cast<std::size_t>(output) * width;
    fit.weights.insert(fit.weights.end(), from, from + columns);
    fit.intercepts.push_back(fit_intercept ? from[columns] : 0.0);
  }
}

void Design::precondition(const double* residual, double curvature, double penalty, double* result) const {
  // H = Tᵀ⁻¹ D T⁻¹ with T the change from centred columns back: M⁻¹ = T D⁻¹ Tᵀ, D diagonal.
  const double intercept = fit_intercept ? residual[columns] : 0.0;
  double shift = 0;
  for (std::int32_t column = 0; column < columns; ++column) {
    const double diagonal = curvature * variances[column] + penalty;
    const double centred = residual[column] - means[column] * intercept;
    result[column] = diagonal > 0 ? centred / diagonal : centred;
    shift += means[column] * result[column];
  }
  if (fit_intercept) result[columns] = intercept / (curvature > 0 ? curvature : 1.0) - shift;
}

}  // namespace millrace
