#include "linear/logistic_objective.h"

#include "simd/kernels.h"

namespace millrace {

LogisticObjective::LogisticObjective(const Design& design, double penalty)
    : design_(design),
      penalty_(penalty),
      fold_(design.matrix.block_count(), static_cast<std::size_t>(design.stride) + 3),
      coefficients_(design.stride),
      curvatures_(design.matrix.row_count) {}

double LogisticObjective::evaluate(const Vector& parameters, Vector& gradient) {
  const FeatureMatrix& matrix = design_.matrix;
  const std::size_t stride = static_cast<std::size_t>(design_.stride);
  const double intercept = design_.unpack(parameters.data(), coefficients_.data());
  const KernelTable& kernel = kernels();
  // sums: gradient[stride], loss, the intercept's gradient, total curvature
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t, double* at) {
    double* curvatures = curvatures_.data() + block * kBlockRows;
    std::int32_t row_count;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      row_count = rows.row_count;
      kernel.logistic_gradient_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), row_count,
                                   design_.target_of(block), design_.weight_of(block), coefficients_.data(), intercept,
                                   at + stride, at, curvatures);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      row_count = rows.row_count;
      kernel.logistic_gradient_dense(rows.values.data(), row_count, design_.stride, design_.target_of(block),
                                     design_.weight_of(block), coefficients_.data(), intercept, at + stride, at,
                                     curvatures);
    }
    double curvature = 0;
    for (std::int32_t row = 0; row < row_count; ++row) curvature += curvatures[row];
    at[stride + 2] += curvature;
  });
  const double scale = 1.0 / design_.weight_sum;
  double norm = 0;
  for (std::int32_t column = 0; column < design_.columns; ++column) {
    gradient[column] = sums[column] * scale + penalty_ * parameters[column];
    norm += parameters[column] * parameters[column];
  }
  if (design_.fit_intercept) gradient[design_.columns] = sums[stride + 1] * scale;
  mean_curvature_ = sums[stride + 2] * scale;
  return sums[stride] * scale + 0.5 * penalty_ * norm;
}

void LogisticObjective::hessian_product(const Vector& direction, Vector& product) {
  const FeatureMatrix& matrix = design_.matrix;
  const std::size_t stride = static_cast<std::size_t>(design_.stride);
  const double intercept = design_.unpack(direction.data(), coefficients_.data());
  const KernelTable& kernel = kernels();
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t, double* at) {
    const double* curvatures = curvatures_.data() + block * kBlockRows;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.hessian_product_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count,
                                 curvatures, coefficients_.data(), intercept, at + stride, at);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      kernel.hessian_product_dense(rows.values.data(), rows.row_count, design_.stride, curvatures, coefficients_.data(),
                                   intercept, at + stride, at);
    }
  });
  const double scale = 1.0 / design_.weight_sum;
  for (std::int32_t column = 0; column < design_.columns; ++column) {
    product[column] = sums[column] * scale + penalty_ * direction[column];
  }
  if (design_.fit_intercept) product[design_.columns] = sums[stride] * scale;
}

void LogisticObjective::hessian(Vector& matrix) {
  const std::size_t columns = static_cast<std::size_t>(design_.columns);
  const std::size_t width = static_cast<std::size_t>(design_.width);
  const double scale = 1.0 / design_.weight_sum;
  Vector gram, sums;
  if (!gram_) gram_ = std::make_unique<GramFold>(design_);
  gram_->run([&](std::size_t block, double*) { return curvatures_.data() + block * kBlockRows; }, nullptr, gram, sums);
  matrix.resize(width * width);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) matrix[i * width + j] = gram[i * columns + j] * scale;
    matrix[i * width + i] += penalty_;
    if (design_.fit_intercept) matrix[i * width + columns] = matrix[columns * width + i] = sums[i] * scale;
  }
  if (design_.fit_intercept) matrix[columns * width + columns] = mean_curvature_;
}

void LogisticObjective::precondition(const Vector& residual, Vector& result) {
  design_.precondition(residual.data(), mean_curvature_, penalty_, result.data());
}

}  // namespace millrace
