#include "reduction/subspace.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "reduction/matrix_rows.h"

namespace millrace {

Basis random_basis(std::size_t size, std::size_t count, std::uint64_t seed) {
  const RandomStream random(seed, "subspace");
  Basis basis{size, count, std::vector<double>(size * count)};
  for (std::size_t i = 0; i < basis.values.size(); ++i) {
    basis.values[i] = (static_cast<double>(random.uint32(i)) + 0.5) * 0x1p-31 - 1.0;
  }
  return basis;
}

Basis orthonormal(Basis basis, const RunContext& context) {
  const std::size_t size = basis.size, count = basis.count;
  // Vectors in a row each, so that sums run along memory.
  std::vector<double> vectors(size * count);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < count; ++j) vectors[j * size + i] = basis.values[i * count + j];
  }
  constexpr double kDependent = 1e-14;
  const auto dot = [size](const double* a, const double* b) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += a[i] * b[i];
    return sum;
  };
  for (std::size_t j = 0; j < count; ++j) {
    context.check();
    double* vector = vectors.data() + j * size;
    const double before = std::sqrt(dot(vector, vector));
    for (int round = 0; round < 2; ++round) {
      for (std::size_t other = 0; other < j; ++other) {
        const double* to = vectors.data() + other * size;
        const double along = dot(vector, to);
        for (std::size_t i = 0; i < size; ++i) vector[i] -= along * to[i];
      }
    }
    const double length = std::sqrt(dot(vector, vector));
    const bool is_dependent = !(length > before * kDependent);
    for (std::size_t i = 0; i < size; ++i) vector[i] = is_dependent ? 0.0 : vector[i] / length;
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < count; ++j) basis.values[i * count + j] = vectors[j * size + i];
  }
  return basis;
}

Eigen ritz(const Basis& basis, const Basis& product, const RunContext& context) {
  const std::size_t size = basis.size, count = basis.count;
  std::vector<double> inner(count * count);
  for (std::size_t i = 0; i < size; ++i) {
    const double* left = basis.values.data() + i * count;
    const double* right = product.values.data() + i * count;
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) inner[a * count + b] += left[a] * right[b];
    }
  }
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      inner[a * count + b] = inner[b * count + a] = (inner[a * count + b] + inner[b * count + a]) / 2;
    }
  }
  const Eigen within = symmetric_eigen(std::move(inner), count, context);
  Eigen eigen{within.values, std::vector<double>(count * size)};
  parallel_for(context, count, [&](std::size_t at) {
    double* vector = eigen.vectors.data() + at * size;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < size; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < count; ++j) {
        sum += within.vectors[at * count + j] * basis.values[i * count + j];
      }
      vector[i] = sum;
      if (std::fabs(sum) > std::fabs(vector[largest])) largest = i;
    }
    if (vector[largest] >= 0) return;
    for (std::size_t i = 0; i < size; ++i) vector[i] = -vector[i];
  });
  return eigen;
}

GramProduct::GramProduct(std::shared_ptr<const Basis> basis, std::vector<double> shift)
    : basis_(std::move(basis)),
      shift_(std::move(shift)),
      block_(kRows * basis_->size),
      scores_(kRows * basis_->count),
      product_(basis_->size * basis_->count) {}

void GramProduct::update(Run& run, const std::vector<Part>& parts) {
  const std::size_t size = basis_->size;
  for (std::int64_t begin = 0; begin < run.row_count;) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + static_cast<std::int64_t>(kRows - filled_));
    double* rows = block_.data() + filled_ * size;
    fill_rows(run, parts, begin, end, rows, static_cast<std::int32_t>(size));
    for (std::int64_t row = begin; row < end; ++row, rows += size) {
      for (std::size_t i = 0; i < size; ++i) rows[i] -= shift_[i];
    }
    filled_ += static_cast<std::size_t>(end - begin);
    if (filled_ == kRows) close_block(run.context);
    begin = end;
  }
}

void GramProduct::close_block(const RunContext& context) {
  const std::size_t size = basis_->size, count = basis_->count;
  parallel_for(context, filled_, [&](std::size_t row) {
    const double* x = block_.data() + row * size;
    double* scores = scores_.data() + row * count;
    std::fill(scores, scores + count, 0.0);
    for (std::size_t i = 0; i < size; ++i) {
      const double* vector = basis_->values.data() + i * count;
      for (std::size_t j = 0; j < count; ++j) scores[j] += x[i] * vector[j];
    }
  });
  constexpr std::size_t kStrip = 64;  // columns for one thread
  parallel_for(context, (size + kStrip - 1) / kStrip, [&](std::size_t strip) {
    const std::size_t end = std::min(size, (strip + 1) * kStrip);
    for (std::size_t row = 0; row < filled_; ++row) {
      const double* x = block_.data() + row * size;
      const double* scores = scores_.data() + row * count;
      for (std::size_t i = strip * kStrip; i < end; ++i) {
        double* sums = product_.data() + i * count;
        for (std::size_t j = 0; j < count; ++j) sums[j] += x[i] * scores[j];
      }
    }
  });
  filled_ = 0;
}

void GramProduct::merge(GramProduct& next) {
  const RunContext alone;
  close_block(alone);
  next.close_block(alone);
  for (std::size_t i = 0; i < product_.size(); ++i) product_[i] += next.product_[i];
}

Basis GramProduct::finish(const RunContext& context) {
  close_block(context);
  return {basis_->size, basis_->count, product_};
}

Basis gram_product(const FeatureMatrix& matrix, const Basis& basis, const RunContext& context) {
  const std::size_t count = basis.count;
  Basis product{basis.size, count, std::vector<double>(basis.size * count)};
  // Calls entry(column, value) for the stored values of a row.
  const auto for_each = [&](std::size_t b, std::size_t row, auto entry) {
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[b];
      for (std::uint32_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
        entry(static_cast<std::size_t>(rows.indices[i]), static_cast<double>(rows.values[i]));
      }
    } else {
      const float* values = matrix.dense[b].values.data() + row * static_cast<std::size_t>(matrix.stride());
      for (std::size_t i = 0; i < basis.size; ++i) entry(i, static_cast<double>(values[i]));
    }
  };
  std::vector<double> scores(static_cast<std::size_t>(kBlockRows) * count);
  constexpr std::size_t kStrip = 8;  // vectors for one thread: it alone adds to them, in the order of the rows
  for (std::size_t b = 0; b < matrix.block_count(); ++b) {
    const auto rows = static_cast<std::size_t>(matrix.sparse ? matrix.csr[b].row_count : matrix.dense[b].row_count);
    parallel_for(context, (rows + 63) / 64, [&](std::size_t group) {
      for (std::size_t row = group * 64; row < std::min(rows, group * 64 + 64); ++row) {
        double* out = scores.data() + row * count;
        std::fill(out, out + count, 0.0);
        for_each(b, row, [&](std::size_t column, double value) {
          const double* vector = basis.values.data() + column * count;
          for (std::size_t j = 0; j < count; ++j) out[j] += value * vector[j];
        });
      }
    });
    parallel_for(context, (count + kStrip - 1) / kStrip, [&](std::size_t strip) {
      const std::size_t begin = strip * kStrip, end = std::min(count, begin + kStrip);
      for (std::size_t row = 0; row < rows; ++row) {
        const double* in = scores.data() + row * count;
        for_each(b, row, [&](std::size_t column, double value) {
          double* sums = product.values.data() + column * count;
          for (std::size_t j = begin; j < end; ++j) sums[j] += value * in[j];
        });
      }
    });
  }
  return product;
}

}  // namespace millrace
