#include "linear/symmetric_solver.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "simd/kernels.h"

namespace millrace {

namespace {

constexpr std::size_t kPanel = 64;

// Factors the panel's diagonal block [count][count] in place. False when a pivot is too small.
bool factor_diagonal(double* a, std::size_t stride, std::size_t count) {
  for (std::size_t j = 0; j < count; ++j) {
    double pivot = a[j * stride + j];
    for (std::size_t k = 0; k < j; ++k) pivot -= a[j * stride + k] * a[j * stride + k];
    if (!(pivot > SymmetricSolver::kSmallestPivot)) return false;
    pivot = std::sqrt(pivot);
    a[j * stride + j] = pivot;
    for (std::size_t i = j + 1; i < count; ++i) {
      double sum = a[i * stride + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * stride + k] * a[j * stride + k];
      a[i * stride + j] = sum / pivot;
    }
  }
  return true;
}

// rows[row_count][count] = rows · L⁻ᵀ, L the factored diagonal block
void solve_panel(double* rows, std::size_t row_count, std::size_t stride, const double* diagonal, std::size_t count) {
  for (std::size_t i = 0; i < row_count; ++i) {
    double* row = rows + i * stride;
    for (std::size_t j = 0; j < count; ++j) {
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row[k] * diagonal[j * stride + k];
      row[j] = sum / diagonal[j * stride + j];
    }
  }
}

double dot(const double* a, const double* b, std::size_t count) {
  double sums[4] = {};
  for (std::size_t i = 0; i < count; ++i) sums[i % 4] += a[i] * b[i];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

}  // namespace

SymmetricSolver::SymmetricSolver(Vector matrix, std::size_t size, const RunContext& context)
    : size_(size), rank_(size), matrix_(std::move(matrix)), scale_(size), diagonal_(size) {
  for (std::size_t i = 0; i < size; ++i) {
    const double diagonal = matrix_[i * size + i];
    scale_[i] = diagonal > 0 ? 1.0 / std::sqrt(diagonal) : 1.0;
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) matrix_[i * size + j] *= scale_[i] * scale_[j];
    diagonal_[i] = matrix_[i * size + i];
  }
  if (factor(context)) return;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) matrix_[i * size + j] = matrix_[j * size + i];
    matrix_[i * size + i] = diagonal_[i];
  }
  factor_pivoted(context);
  find_null_space(context);
}

// Right-looking: factor a panel of columns, then subtract its product from what lies to the right, in tiles.
bool SymmetricSolver::factor(const RunContext& context) {
  const auto update = kernels().subtract_product;
  Vector transposed(kPanel * size_);  // the panel's rows below the diagonal block, transposed: [count][size]
  for (std::size_t begin = 0; begin < size_; begin += kPanel) {
    context.check();
    const std::size_t end = std::min(size_, begin + kPanel);
    const std::size_t count = end - begin;
    double* diagonal = matrix_.data() + begin * size_ + begin;
    if (!factor_diagonal(diagonal, size_, count)) return false;
    const std::size_t tiles = (size_ - end + kPanel - 1) / kPanel;
    if (tiles == 0) break;
    const auto rows_of = [&](std::size_t tile) {
      const std::size_t first = end + tile * kPanel;
      return std::pair{first, std::min(kPanel, size_ - first)};
    };
    parallel_for(context, tiles, [&](std::size_t tile) {
      const auto [first, rows] = rows_of(tile);
      double* panel = matrix_.data() + first * size_ + begin;
      solve_panel(panel, rows, size_, diagonal, count);
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < count; ++k) transposed[k * size_ + first + i] = panel[i * size_ + k];
      }
    });
    parallel_for(context, tiles, [&](std::size_t tile) {
      const auto [first, rows] = rows_of(tile);
      const double* panel = matrix_.data() + first * size_ + begin;
      // Strictly left of the diagonal tile whole tiles; in it only the lower triangle may be written.
      if (tile > 0) {
        update(panel, static_cast<std::int32_t>(size_), transposed.data() + end, static_cast<std::int32_t>(size_),
               static_cast<std::int32_t>(rows), static_cast<std::int32_t>(first - end),
               static_cast<std::int32_t>(count), matrix_.data() + first * size_ + end,
               static_cast<std::int32_t>(size_));
      }
      double corner[kPanel * kPanel];
      double* target = matrix_.data() + first * size_ + first;
      for (std::size_t i = 0; i < rows; ++i) std::copy_n(target + i * size_, rows, corner + i * kPanel);
      update(panel, static_cast<std::int32_t>(size_), transposed.data() + first, static_cast<std::int32_t>(size_),
             static_cast<std::int32_t>(rows), static_cast<std::int32_t>(rows), static_cast<std::int32_t>(count), corner,
             kPanel);
      for (std::size_t i = 0; i < rows; ++i) std::copy_n(corner + i * kPanel, i + 1, target + i * size_);
    });
  }
  return true;
}

// Row by row: at step j the row with the greatest remaining diagonal moves to place j.
void SymmetricSolver::factor_pivoted(const RunContext& context) {
  order_.resize(size_);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  Vector remaining = diagonal_;  // of row order_[i], after the steps so far
  Vector factor(size_ * size_);  // [i][k]: rows in pivoted order
  rank_ = size_;
  for (std::size_t j = 0; j < size_; ++j) {
    context.check();
    std::size_t best = j;
    for (std::size_t i = j + 1; i < size_; ++i) {
      if (remaining[i] > remaining[best]) best = i;
    }
    if (!(remaining[best] > kSmallestPivot)) {
      rank_ = j;
      break;
    }
    std::swap(order_[j], order_[best]);
    std::swap(remaining[j], remaining[best]);
    for (std::size_t k = 0; k < j; ++k) std::swap(factor[j * size_ + k], factor[best * size_ + k]);
    const double pivot = std::sqrt(remaining[j]);
    const double* pivot_row = factor.data() + j * size_;
    factor[j * size_ + j] = pivot;
    const double* source = matrix_.data() + order_[j] * size_;
    for (std::size_t i = j + 1; i < size_; ++i) {
      const double value = (source[order_[i]] - dot(factor.data() + i * size_, pivot_row, j)) / pivot;
      factor[i * size_ + j] = value;
      remaining[i] -= value * value;
    }
  }
  matrix_.swap(factor);
}

// With the factor's rows split into L1 [rank][rank] above L2, the null space of the scaled matrix is spanned by the
// columns of (-L1⁻ᵀ L2ᵀ; I); in unscaled coordinates its rows are multiplied by the scale.
void SymmetricSolver::find_null_space(const RunContext& context) {
  const std::size_t nullity = size_ - rank_;
  null_space_.assign(nullity * size_, 0.0);
  for (std::size_t n = 0; n < nullity; ++n) {
    context.check();
    double* basis = null_space_.data() + n * size_;
    const double* dependent = matrix_.data() + (rank_ + n) * size_;
    Vector x(dependent, dependent + rank_);
    for (std::size_t j = rank_; j-- > 0;) {
      x[j] /= matrix_[j * size_ + j];
      for (std::size_t k = 0; k < j; ++k) x[k] -= matrix_[j * size_ + k] * x[j];
    }
    for (std::size_t j = 0; j < rank_; ++j) basis[order_[j]] = -x[j] * scale_[order_[j]];
    basis[order_[rank_ + n]] = scale_[order_[rank_ + n]];
    // Modified Gram-Schmidt, twice: once loses orthogonality where the vectors are close.
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t m = 0; m < n; ++m) {
        const double* other = null_space_.data() + m * size_;
        const double share = dot(basis, other, size_);
        for (std::size_t i = 0; i < size_; ++i) basis[i] -= share * other[i];
      }
    }
    const double norm = std::sqrt(dot(basis, basis, size_));
    if (norm > 0) {
      for (std::size_t i = 0; i < size_; ++i) basis[i] /= norm;
    }
  }
}

void SymmetricSolver::project_from_null_space(Vector& x) const {
  for (std::size_t n = 0; n < size_ - rank_; ++n) {
    const double* basis = null_space_.data() + n * size_;
    const double share = dot(basis, x.data(), size_);
    for (std::size_t i = 0; i < size_; ++i) x[i] -= share * basis[i];
  }
}

void SymmetricSolver::solve(Vector& x) const {
  const bool pivoted = !order_.empty();
  Vector y(rank_);
  for (std::size_t i = 0; i < rank_; ++i) {
    const std::size_t from = pivoted ? order_[i] : i;
    y[i] = x[from] * scale_[from];
  }
  for (std::size_t i = 0; i < rank_; ++i) {
    y[i] = (y[i] - dot(matrix_.data() + i * size_, y.data(), i)) / matrix_[i * size_ + i];
  }
  for (std::size_t i = rank_; i-- > 0;) {
    y[i] /= matrix_[i * size_ + i];
    const double* row = matrix_.data() + i * size_;
    for (std::size_t k = 0; k < i; ++k) y[k] -= row[k] * y[i];
  }
  std::fill(x.begin(), x.end(), 0.0);
  for (std::size_t i = 0; i < rank_; ++i) {
    const std::size_t to = pivoted ? order_[i] : i;
    x[to] = y[i] * scale_[to];
  }
  if (pivoted) project_from_null_space(x);
}

}  // namespace millrace
