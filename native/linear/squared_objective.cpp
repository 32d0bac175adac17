#include "linear/squared_objective.h"

#include <algorithm>
#include <limits>

#include "linear/gram.h"
#include "linear/vector.h"
#include "simd/kernels.h"

namespace millrace {

SquaredObjective::SquaredObjective(const Design& design, double alpha)
    : design_(design),
      penalty_(alpha / design.weight_sum),
      fold_(design.matrix.block_count(), static_cast<std::size_t>(design.stride) + 2),
      coefficients_(design.stride),
      weights_(design.matrix.row_count, 1.0) {
  if (design.weight) std::copy_n(design.weight, weights_.size(), weights_.data());
}

double SquaredObjective::evaluate(const Vector& parameters, Vector& gradient) {
  const FeatureMatrix& matrix = design_.matrix;
  const std::size_t stride = static_cast<std::size_t>(design_.stride);
  const double intercept = design_.unpack(parameters.data(), coefficients_.data());
  const KernelTable& kernel = kernels();
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t, double* at) {
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.squared_gradient_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count,
                                  design_.target_of(block), design_.weight_of(block), coefficients_.data(), intercept,
                                  at + stride, at);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      kernel.squared_gradient_dense(rows.values.data(), rows.row_count, design_.stride, design_.target_of(block),
                                    design_.weight_of(block), coefficients_.data(), intercept, at + stride, at);
    }
  });
  double norm = 0;
  for (std::int32_t column = 0; column < design_.columns; ++column) {
    gradient[column] = 2.0 * (sums[column] / design_.weight_sum + penalty_ * parameters[column]);
    norm += parameters[column] * parameters[column];
  }
  if (design_.fit_intercept) gradient[design_.columns] = 2.0 * (sums[stride + 1] / design_.weight_sum);
  return sums[stride] / design_.weight_sum + penalty_ * norm;
}

void SquaredObjective::hessian_product(const Vector& direction, Vector& product) {
  const FeatureMatrix& matrix = design_.matrix;
  const std::size_t stride = static_cast<std::size_t>(design_.stride);
  const double intercept = design_.unpack(direction.data(), coefficients_.data());
  const KernelTable& kernel = kernels();
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t, double* at) {
    const double* weights = weights_.data() + block * kBlockRows;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.hessian_product_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count, weights,
                                 coefficients_.data(), intercept, at + stride, at);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      kernel.hessian_product_dense(rows.values.data(), rows.row_count, design_.stride, weights, coefficients_.data(),
                                   intercept, at + stride, at);
    }
  });
  for (std::int32_t column = 0; column < design_.columns; ++column) {
    product[column] = 2.0 * (sums[column] / design_.weight_sum + penalty_ * direction[column]);
  }
  if (design_.fit_intercept) product[design_.columns] = 2.0 * (sums[stride] / design_.weight_sum);
}

void SquaredObjective::hessian(Vector& matrix) {
  const std::size_t columns = static_cast<std::size_t>(design_.columns);
  const std::size_t width = static_cast<std::size_t>(design_.width);
  Vector gram, sums;
  GramFold(design_).run([&](std::size_t block, double*) { return weights_.data() + block * kBlockRows; }, nullptr, gram,
                        sums);
  matrix.resize(width * width);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j)
      matrix[i * width + j] = 2.0 * (gram[i * columns + j] / design_.weight_sum);
    matrix[i * width + i] += 2.0 * penalty_;
    if (design_.fit_intercept) {
      matrix[i * width + columns] = matrix[columns * width + i] = 2.0 * (sums[i] / design_.weight_sum);
    }
  }
  if (design_.fit_intercept) matrix[columns * width + columns] = 2.0;
}

void SquaredObjective::precondition(const Vector& residual, Vector& result) {
  design_.precondition(residual.data(), 2.0, 2.0 * penalty_, result.data());
}

CentredSquares::CentredSquares(SquaredObjective& full) : full_(full), full_gradient_(full.size()) {
  const Design& design = full.design_;
  double sum = 0;
  for (std::int64_t row = 0; row < design.matrix.row_count; ++row) sum += full.weights_[row] * design.target[row];
  target_mean_ = sum / design.weight_sum;
}

Vector CentredSquares::with_intercept(const Vector& weights) const {
  const Design& design = full_.design_;
  Vector parameters = weights;
  if (design.fit_intercept) parameters.push_back(target_mean_ - dot(weights, design.means));
  return parameters;
}

double CentredSquares::evaluate(const Vector& weights, Vector& gradient) {
  const double loss = full_.evaluate(with_intercept(weights), full_gradient_);
  // At the best intercept its derivative is rounding; taking the columns' share of it out keeps the two independent.
  const Design& design = full_.design_;
  const double intercept = design.fit_intercept ? full_gradient_[size()] : 0.0;
  for (std::size_t i = 0; i < size(); ++i) gradient[i] = full_gradient_[i] - design.means[i] * intercept;
  return loss;
}

void CentredSquares::hessian_product(const Vector& direction, Vector& product) {
  const Design& design = full_.design_;
  Vector full_direction = direction;
  if (design.fit_intercept) full_direction.push_back(-dot(direction, design.means));
  full_.hessian_product(full_direction, full_gradient_);
  const double intercept = design.fit_intercept ? full_gradient_[size()] : 0.0;
  for (std::size_t i = 0; i < size(); ++i) product[i] = full_gradient_[i] - design.means[i] * intercept;
}

namespace {

// The greatest variance that a constant column may seem to have (Chan, Golub and LeVeque 1983: a mean of n values is
// off by n rounding steps at most). Where the mean is taken out afterwards, the square itself is rounded.
double rounding_variance(const Design& design, std::size_t column) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const double steps = std::min(static_cast<double>(design.matrix.row_count), 1e6);
  const double mean = design.means[column];
  const double deviation = steps * kEpsilon * mean;
  return deviation * deviation + (design.matrix.sparse ? 64 * kEpsilon * mean * mean : 0.0);
}

}  // namespace

void CentredSquares::hessian(Vector& matrix) {
  const Design& design = full_.design_;
  const std::size_t columns = size();
  const bool shifts = design.fit_intercept && !design.matrix.sparse;
  Vector sums;
  GramFold(design).run([&](std::size_t block, double*) { return full_.weights_.data() + block * kBlockRows; },
                       shifts ? design.means.data() : nullptr, matrix, sums);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      // Of shifted columns the sums are rounding only; a sparse matrix keeps its zeros and is corrected here.
      const double shift = design.fit_intercept ? sums[i] * (sums[j] / design.weight_sum) : 0.0;
      matrix[i * columns + j] = 2.0 * ((matrix[i * columns + j] - shift) / design.weight_sum);
    }
  }
  // What is left of a constant column is the rounding of its mean: scaled up, it would pass for a direction.
  for (std::size_t i = 0; i < columns; ++i) {
    if (!design.fit_intercept || matrix[i * columns + i] > 2.0 * rounding_variance(design, i)) continue;
    for (std::size_t j = 0; j < columns; ++j) matrix[i * columns + j] = matrix[j * columns + i] = 0.0;
  }
  for (std::size_t i = 0; i < columns; ++i) matrix[i * columns + i] += 2.0 * full_.penalty_;
}

void CentredSquares::precondition(const Vector& residual, Vector& result) {
  if (full_.penalty_ == 0) {
    result = residual;
    return;
  }
  for (std::size_t i = 0; i < size(); ++i) {
    result[i] = residual[i] / (2.0 * (full_.design_.variances[i] + full_.penalty_));
  }
}

}  // namespace millrace
