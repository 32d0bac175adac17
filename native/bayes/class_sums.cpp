#include "bayes/class_sums.h"

#include "core/error.h"

namespace millrace {

void ClassSums::begin(std::int32_t column_count) {
  if (columns_ == column_count) return;
  if (columns_ >= 0) throw Error("INTERNAL", "rows of another width than before");
  columns_ = column_count;
  sums_.assign(weights_.size() * static_cast<std::size_t>(column_count), 0);
}

std::optional<Place> ClassSums::add(const DenseBlock& block, const double* classes, const double* weights) {
  if (block.row_count == 0) return std::nullopt;
  const std::size_t stride = block.values.size() / static_cast<std::size_t>(block.row_count);
  const auto columns = static_cast<std::size_t>(columns_);
  for (std::int32_t row = 0; row < block.row_count; ++row) {
    const float* values = block.values.data() + static_cast<std::size_t>(row) * stride;
    const double weight = weights ? weights[row] : 1;
    const auto of = static_cast<std::int32_t>(classes[row]);
    double* sums = &sums_[row_at(of)];
    weights_[static_cast<std::size_t>(of)] += weight;
    if (binarize_) {
      for (std::size_t i = 0; i < columns; ++i) sums[i] += values[i] > *binarize_ ? weight : 0;
    } else {
      bool negative = false;
      for (std::size_t i = 0; i < columns; ++i) {
        sums[i] += weight * values[i];
        negative |= values[i] < 0;
      }
      if (negative) {
        std::int32_t column = 0;
        while (!(values[column] < 0)) ++column;
        return Place{row, column};
      }
    }
  }
  stored_values_ += block.row_count * static_cast<std::int64_t>(columns_);
  return std::nullopt;
}

std::optional<Place> ClassSums::add(const CsrBlock& block, const double* classes, const double* weights) {
  for (std::int32_t row = 0; row < block.row_count; ++row) {
    const double weight = weights ? weights[row] : 1;
    const auto of = static_cast<std::int32_t>(classes[row]);
    double* sums = &sums_[row_at(of)];
    weights_[static_cast<std::size_t>(of)] += weight;
    const std::uint32_t end = block.offsets[static_cast<std::size_t>(row) + 1];
    for (std::uint32_t at = block.offsets[static_cast<std::size_t>(row)]; at < end; ++at) {
      const float value = block.values[at];
      const std::uint32_t column = block.indices[at];
      if (binarize_) {
        if (value > *binarize_) sums[column] += weight;
      } else {
        if (value < 0) return Place{row, static_cast<std::int32_t>(column)};
        sums[column] += weight * value;
      }
    }
  }
  stored_values_ += static_cast<std::int64_t>(block.values.size());
  return std::nullopt;
}

}  // namespace millrace
