// Cuts the rows of a text column into pieces of work.
#pragma once

#include <cstdint>
#include <vector>

#include "core/column.h"

namespace millrace {

// A millisecond or so of work, unless one text alone is longer.
inline constexpr std::int64_t kChunkBytes = 1 << 18;
inline constexpr std::int64_t kChunkRows = 4096;

// Boundaries: chunk i holds rows [result[i], result[i + 1]). No chunk is empty.
std::vector<std::int64_t> text_chunks(const Column& text);

}  // namespace millrace
