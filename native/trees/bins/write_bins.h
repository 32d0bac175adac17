// The inner steps of writing bins: a column of them from values, and rows of them from columns.
#pragma once

#include <cstddef>
#include <cstdint>

#include "trees/bins/binned_matrix.h"
#include "trees/bins/input_part.h"

namespace millrace::trees {

// out[run.row_count]: the bins of one part that is not sparse. T is std::uint8_t or std::uint16_t.
template <typename T>
void write_part(const InputPart& part, const FeatureBins& bins, const Run& run, T* out);

// rows[r][stride] = columns[c][r] for `count` rows and column_count columns, whose starts are column_stride apart.
template <typename T>
void transpose(const T* columns, std::size_t column_count, std::size_t column_stride, std::size_t count, T* rows,
               std::size_t stride);

}  // namespace millrace::trees
