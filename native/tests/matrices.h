// Feature matrices for tests, cut into blocks as the engine cuts them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "core/matrix.h"

namespace millrace::test {

// values[row_count][columns], row-major
inline FeatureMatrix dense_matrix(const std::vector<double>& values, std::int32_t columns) {
  FeatureMatrix matrix;
  matrix.column_count = columns;
  matrix.row_count = columns == 0 ? 0 : static_cast<std::int64_t>(values.size()) / columns;
  for (std::int64_t begin = 0; begin < matrix.row_count; begin += kBlockRows) {
    DenseBlock block;
    block.row_count = static_cast<std::int32_t>(std::min<std::int64_t>(kBlockRows, matrix.row_count - begin));
    block.values.resize(static_cast<std::size_t>(block.row_count) * matrix.stride());
    for (std::int32_t row = 0; row < block.row_count; ++row) {
      for (std::int32_t column = 0; column < columns; ++column) {
        block.values[static_cast<std::size_t>(row) * matrix.stride() + column] =
            static_cast<float>(values[(begin + row) * columns + column]);
      }
    }
    matrix.dense.push_back(std::move(block));
  }
  return matrix;
}

inline FeatureMatrix sparse_matrix(const std::vector<double>& offsets, const std::vector<double>& indices,
                                   const std::vector<double>& values, std::int32_t columns) {
  FeatureMatrix matrix;
  matrix.sparse = true;
  matrix.column_count = columns;
  matrix.row_count = static_cast<std::int64_t>(offsets.size()) - 1;
  for (std::int64_t begin = 0; begin < matrix.row_count; begin += kBlockRows) {
    CsrBlock block;
    block.row_count = static_cast<std::int32_t>(std::min<std::int64_t>(kBlockRows, matrix.row_count - begin));
    const std::size_t first = static_cast<std::size_t>(offsets[begin]);
    const std::size_t last = static_cast<std::size_t>(offsets[begin + block.row_count]);
    for (std::int32_t row = 1; row <= block.row_count; ++row) {
      block.offsets.push_back(static_cast<std::uint32_t>(offsets[begin + row]) - static_cast<std::uint32_t>(first));
    }
    block.indices.assign(indices.begin() + first, indices.begin() + last);
    block.values.assign(values.begin() + first, values.begin() + last);
    matrix.csr.push_back(std::move(block));
  }
  return matrix;
}

// The same rows without their zeros.
inline FeatureMatrix to_sparse(const FeatureMatrix& dense) {
  std::vector<double> offsets{0}, indices, values;
  for (const DenseBlock& block : dense.dense) {
    for (std::int32_t row = 0; row < block.row_count; ++row) {
      for (std::int32_t column = 0; column < dense.column_count; ++column) {
        const float value = block.values[static_cast<std::size_t>(row) * dense.stride() + column];
        if (value == 0) continue;
        indices.push_back(column);
        values.push_back(value);
      }
      offsets.push_back(static_cast<double>(values.size()));
    }
  }
  return sparse_matrix(offsets, indices, values, dense.column_count);
}

inline std::vector<double> normal_values(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

}  // namespace millrace::test
