#include "linear/softmax_objective.h"

#include <algorithm>

#include "simd/kernels.h"

namespace millrace {

SoftmaxObjective::SoftmaxObjective(const Design& design, std::int32_t class_count, double penalty)
    : design_(design),
      classes_(class_count),
      penalty_(penalty),
      fold_(design.matrix.block_count(), static_cast<std::size_t>(class_count) * (design.stride + 2) + 1),
      coefficients_(static_cast<std::size_t>(class_count) * design.stride),
      intercepts_(class_count),
      probabilities_(static_cast<std::size_t>(design.matrix.row_count) * class_count),
      scratch_(fold_.lane_count() * kTileRows * class_count),
      mean_curvatures_(class_count) {}

std::size_t SoftmaxObjective::place(std::int32_t output, std::int32_t column) const {
  return design_.matrix.sparse ? static_cast<std::size_t>(column) * classes_ + output
                               : static_cast<std::size_t>(output) * design_.stride + column;
}

void SoftmaxObjective::unpack(const Vector& parameters) {
  for (std::int32_t k = 0; k < classes_; ++k) {
    const double* from = parameters.data() + static_cast<std::size_t>(k) * design_.width;
    for (std::int32_t column = 0; column < design_.columns; ++column) coefficients_[place(k, column)] = from[column];
    intercepts_[k] = design_.fit_intercept ? from[design_.columns] : 0.0;
  }
}

void SoftmaxObjective::pack(const double* sums, const double* intercepts, const Vector& parameters,
                            Vector& result) const {
  const double scale = 1.0 / design_.weight_sum;
  for (std::int32_t k = 0; k < classes_; ++k) {
    const std::size_t begin = static_cast<std::size_t>(k) * design_.width;
    for (std::int32_t column = 0; column < design_.columns; ++column) {
      result[begin + column] = sums[place(k, column)] * scale + penalty_ * parameters[begin + column];
    }
    if (design_.fit_intercept) result[begin + design_.columns] = intercepts[k] * scale;
  }
}

double SoftmaxObjective::evaluate(const Vector& parameters, Vector& gradient) {
  const FeatureMatrix& matrix = design_.matrix;
  unpack(parameters);
  const KernelTable& kernel = kernels();
  // sums: gradient[classes][stride] in the kernel's layout, loss, intercepts' gradient[classes], curvatures[classes]
  const std::size_t loss_at = static_cast<std::size_t>(classes_) * design_.stride;
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t lane, double* at) {
    double* probabilities = probabilities_.data() + block * kBlockRows * classes_;
    double* scratch = scratch_.data() + lane * kTileRows * classes_;
    const double* weights = design_.weight_of(block);
    std::int32_t row_count;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      row_count = rows.row_count;
      kernel.softmax_gradient_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), row_count,
                                  design_.target_of(block), weights, coefficients_.data(), intercepts_.data(), classes_,
                                  scratch, at + loss_at, at, probabilities);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      row_count = rows.row_count;
      kernel.softmax_gradient_dense(rows.values.data(), row_count, design_.stride, design_.target_of(block), weights,
                                    coefficients_.data(), intercepts_.data(), classes_, scratch, at + loss_at, at,
                                    probabilities);
    }
    double* curvatures = at + loss_at + 1 + classes_;
    for (std::int32_t row = 0; row < row_count; ++row) {
      const double weight = weights ? weights[row] : 1.0;
      const double* p = probabilities + static_cast<std::size_t>(row) * classes_;
      for (std::int32_t k = 0; k < classes_; ++k) curvatures[k] += weight * p[k] * (1.0 - p[k]);
    }
  });
  pack(sums, sums + loss_at + 1, parameters, gradient);
  for (std::int32_t k = 0; k < classes_; ++k) {
    mean_curvatures_[k] = sums[loss_at + 1 + classes_ + k] / design_.weight_sum;
  }
  double norm = 0;
  for (std::int32_t k = 0; k < classes_; ++k) {
    const double* from = parameters.data() + static_cast<std::size_t>(k) * design_.width;
    for (std::int32_t column = 0; column < design_.columns; ++column) norm += from[column] * from[column];
  }
  return sums[loss_at] / design_.weight_sum + 0.5 * penalty_ * norm;
}

void SoftmaxObjective::hessian_product(const Vector& direction, Vector& product) {
  const FeatureMatrix& matrix = design_.matrix;
  unpack(direction);
  const KernelTable& kernel = kernels();
  const std::size_t intercepts_at = static_cast<std::size_t>(classes_) * design_.stride;
  const double* sums = fold_.run(design_.context, [&](std::size_t block, std::size_t lane, double* at) {
    const double* probabilities = probabilities_.data() + block * kBlockRows * classes_;
    double* scratch = scratch_.data() + lane * kTileRows * classes_;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.softmax_hessian_product_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count,
                                         probabilities, design_.weight_of(block), coefficients_.data(),
                                         intercepts_.data(), classes_, scratch, at + intercepts_at, at);
    } else {
      const DenseBlock& rows = matrix.dense[block];
      kernel.softmax_hessian_product_dense(rows.values.data(), rows.row_count, design_.stride, probabilities,
                                           design_.weight_of(block), coefficients_.data(), intercepts_.data(), classes_,
                                           scratch, at + intercepts_at, at);
    }
  });
  pack(sums, sums + intercepts_at, direction, product);
}

void SoftmaxObjective::hessian(Vector& matrix) {
  const std::size_t columns = static_cast<std::size_t>(design_.columns);
  const std::size_t width = static_cast<std::size_t>(design_.width);
  const std::size_t size = this->size();
  const double scale = 1.0 / design_.weight_sum;
  if (!gram_) gram_ = std::make_unique<GramFold>(design_);
  matrix.assign(size * size, 0.0);
  Vector gram, sums;
  for (std::int32_t a = 0; a < classes_; ++a) {
    for (std::int32_t b = a; b < classes_; ++b) {
      double total = 0;
      Vector lane_totals(design_.matrix.block_count());
      const auto factors_of = [&](std::size_t block, double* factors) {
        const double* weights = design_.weight_of(block);
        const std::int32_t row_count =
            design_.matrix.sparse ? design_.matrix.csr[block].row_count : design_.matrix.dense[block].row_count;
        double block_total = 0;
        for (std::int32_t row = 0; row < row_count; ++row) {
          const double* p = probabilities_.data() + (block * kBlockRows + row) * classes_;
          const double weight = weights ? weights[row] : 1.0;
          factors[row] = weight * p[a] * ((a == b ? 1.0 : 0.0) - p[b]);
          block_total += factors[row];
        }
        lane_totals[block] = block_total;
        return factors;
      };
      gram_->run(factors_of, nullptr, gram, sums);
      for (double block_total : lane_totals) total += block_total;
      for (const auto& [row, column] : {std::pair{a, b}, {b, a}}) {
        double* at = matrix.data() + static_cast<std::size_t>(row) * width * size + column * width;
        for (std::size_t i = 0; i < columns; ++i) {
          for (std::size_t j = 0; j < columns; ++j) at[i * size + j] = gram[i * columns + j] * scale;
          if (design_.fit_intercept) at[i * size + columns] = at[columns * size + i] = sums[i] * scale;
        }
        if (design_.fit_intercept) at[columns * size + columns] = total * scale;
      }
    }
  }
  // Fill the singular directions (1, …, 1) over the classes, and add the penalty.
  for (std::size_t i = 0; i < width; ++i) {
    double trace = 0;
    for (std::int32_t k = 0; k < classes_; ++k) trace += matrix[(k * width + i) * size + k * width + i];
    const bool is_intercept = i == columns;
    if (is_intercept || penalty_ == 0) {
      const double fill = trace / (static_cast<double>(classes_) * classes_);
      for (std::int32_t a = 0; a < classes_; ++a) {
        for (std::int32_t b = 0; b < classes_; ++b) matrix[(a * width + i) * size + b * width + i] += fill;
      }
    }
    if (!is_intercept) {
      for (std::int32_t k = 0; k < classes_; ++k) matrix[(k * width + i) * size + k * width + i] += penalty_;
    }
  }
}

void SoftmaxObjective::precondition(const Vector& residual, Vector& result) {
  for (std::int32_t k = 0; k < classes_; ++k) {
    const std::size_t begin = static_cast<std::size_t>(k) * design_.width;
    design_.precondition(residual.data() + begin, mean_curvatures_[k], penalty_, result.data() + begin);
  }
  // Classes differ in curvature, so this left the subspace orthogonal to the singular directions: back to it, lest
  // parameters drift along directions in which the loss is flat.
  const std::int32_t first = penalty_ == 0 ? 0 : design_.columns;
  for (std::int32_t i = first; i < design_.width; ++i) {
    double sum = 0;
    for (std::int32_t k = 0; k < classes_; ++k) sum += result[static_cast<std::size_t>(k) * design_.width + i];
    for (std::int32_t k = 0; k < classes_; ++k)
      result[static_cast<std::size_t>(k) * design_.width + i] -= sum / classes_;
  }
}

}  // namespace millrace
