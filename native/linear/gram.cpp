#include "linear/gram.h"

#include <algorithm>

#include "simd/kernels.h"

namespace millrace {

GramFold::GramFold(const Design& design)
    : design_(design),
      fold_(design.matrix.block_count(), static_cast<std::size_t>(design.stride) * (design.stride + 1)),
      scratch_(fold_.lane_count() * kBlockRows),
      shift_(design.stride) {}

void GramFold::run(const std::function<const double*(std::size_t, double*)>& factors_of, const double* shift,
                   Vector& gram, Vector& sums) {
  const FeatureMatrix& matrix = design_.matrix;
  const std::size_t stride = static_cast<std::size_t>(design_.stride);
  const std::size_t columns = static_cast<std::size_t>(design_.columns);
  if (shift) std::copy_n(shift, columns, shift_.data());
  const KernelTable& kernel = kernels();
  const double* total = fold_.run(design_.context, [&](std::size_t block, std::size_t lane, double* at) {
    const double* factors = factors_of(block, scratch_.data() + lane * kBlockRows);
    double* column_sums = at + stride * stride;
    if (matrix.sparse) {
      const CsrBlock& rows = matrix.csr[block];
      kernel.gram_csr(rows.offsets.data(), rows.indices.data(), rows.values.data(), rows.row_count, factors,
                      design_.columns, at, column_sums);
      return;
    }
    // A tile at a time, so that a cancelled fit with wide rows stops soon; the sums are those of one call.
    const DenseBlock& rows = matrix.dense[block];
    for (std::int32_t begin = 0; begin < rows.row_count; begin += kTileRows) {
      design_.context.check();
      kernel.gram_dense(rows.values.data() + begin * stride, std::min(kTileRows, rows.row_count - begin),
                        design_.stride, factors ? factors + begin : nullptr, shift ? shift_.data() : nullptr, at,
                        column_sums);
    }
  });
  gram.resize(columns * columns);
  sums.assign(total + stride * stride, total + stride * stride + columns);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = i; j < columns; ++j) {
      gram[i * columns + j] = total[i * stride + j];
      gram[j * columns + i] = total[i * stride + j];
    }
  }
}

}  // namespace millrace
