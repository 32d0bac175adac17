#include "core/matrix.h"

namespace millrace {

std::int64_t FeatureMatrix::value_count() const {
  if (!sparse) return row_count * column_count;
  std::int64_t total = 0;
  for (const CsrBlock& block : csr) total += static_cast<std::int64_t>(block.values.size());
  return total;
}

std::int64_t FeatureMatrix::byte_count() const {
  std::int64_t total = 0;
  for (const DenseBlock& block : dense) total += static_cast<std::int64_t>(block.values.capacity() * sizeof(float));
  for (const CsrBlock& block : csr) {
    total += static_cast<std::int64_t>(block.offsets.capacity() * sizeof(std::uint32_t) +
                                       block.indices.capacity() * sizeof(std::uint32_t) +
                                       block.values.capacity() * sizeof(float));
  }
  return total;
}

}  // namespace millrace
