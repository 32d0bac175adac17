#include "core/matrix.h"

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace millrace {

namespace {

void append_rows(const DenseBlock& from, std::int32_t begin, std::int32_t end, std::int32_t stride, DenseBlock& to) {
  const auto at = [&](std::int32_t row) { return from.values.begin() + static_cast<std::ptrdiff_t>(row) * stride; };
  to.values.insert(to.values.end(), at(begin), at(end));
  to.row_count += end - begin;
}

void append_rows(const CsrBlock& from, std::int32_t begin, std::int32_t end, CsrBlock& to) {
  const std::uint32_t first = from.offsets[static_cast<std::size_t>(begin)];
  const std::uint32_t last = from.offsets[static_cast<std::size_t>(end)];
  const std::size_t shift = to.indices.size();
  if (shift + (last - first) > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("MEMORY_EXHAUSTED", "4,096 rows hold more than 4,294,967,295 values", "use fewer features");
  }
  to.indices.insert(to.indices.end(), from.indices.begin() + first, from.indices.begin() + last);
  to.values.insert(to.values.end(), from.values.begin() + first, from.values.begin() + last);
  for (std::int32_t row = begin; row < end; ++row) {
    to.offsets.push_back(static_cast<std::uint32_t>(shift) + from.offsets[static_cast<std::size_t>(row) + 1] - first);
  }
  to.row_count += end - begin;
}

// Fills up the last block of `to`, then begins others; each block of `next` goes once its rows are there.
template <typename Block, typename Append>
void append_blocks(std::vector<Block>& to, std::vector<Block>& next, Append append) {
  for (Block& from : next) {
    for (std::int32_t begin = 0; begin < from.row_count;) {
      if (to.empty() || to.back().row_count == kBlockRows) to.emplace_back();
      const std::int32_t end = std::min(from.row_count, begin + kBlockRows - to.back().row_count);
      append(from, begin, end, to.back());
      begin = end;
    }
    from = {};
  }
  next.clear();
}

}  // namespace

std::shared_ptr<FeatureMatrix> FeatureMatrix::fork() const {
  auto made = std::make_shared<FeatureMatrix>();
  made->sparse = sparse;
  made->column_count = column_count;
  return made;
}

void FeatureMatrix::merge(FeatureMatrix& next) {
  const std::int32_t width = stride();
  append_blocks(dense, next.dense,
                [width](const DenseBlock& from, std::int32_t begin, std::int32_t end, DenseBlock& to) {
                  append_rows(from, begin, end, width, to);
                });
  append_blocks(csr, next.csr, [](const CsrBlock& from, std::int32_t begin, std::int32_t end, CsrBlock& to) {
    append_rows(from, begin, end, to);
  });
  row_count += next.row_count;
  next.row_count = 0;
}

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
