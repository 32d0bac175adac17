// A feature matrix: what learners train on. Rows are kept in blocks of a fixed size whatever batches they came in,
// so every fold over blocks has one order, and a model does not depend on batching or threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/buffer.h"

namespace millrace {

inline constexpr std::int32_t kBlockRows = 4096;

// Dense rows are padded with zeros to a multiple of this many floats.
inline constexpr std::int32_t kDenseStride = 16;

// values: f32[row_count][stride], row-major; columns from column_count to stride are 0.
struct DenseBlock {
  std::int32_t row_count = 0;
  AlignedVector<float> values;
};

// Compressed sparse rows: row r holds entries offsets[r] up to offsets[r + 1]; its column indices ascend.
struct CsrBlock {
  std::int32_t row_count = 0;
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> indices;
  std::vector<float> values;
};

// Every block but the last holds exactly kBlockRows rows. One of `dense` and `csr` is used, as `sparse` says.
struct FeatureMatrix {
  bool sparse = false;
  std::int64_t row_count = 0;
  std::int32_t column_count = 0;
  std::vector<DenseBlock> dense;
  std::vector<CsrBlock> csr;

  std::int32_t stride() const { return (column_count + kDenseStride - 1) / kDenseStride * kDenseStride; }
  std::size_t block_count() const { return sparse ? csr.size() : dense.size(); }
  std::int64_t value_count() const;  // stored values (non-zeros when sparse)
  std::int64_t byte_count() const;   // memory held

  // An empty one of the same columns, for the rows of a later part; and those rows put behind these, in the blocks that
  // they would be in had they come here.
  std::shared_ptr<FeatureMatrix> fork() const;
  void merge(FeatureMatrix& next);
};

}  // namespace millrace
