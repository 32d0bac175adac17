// Counts that were kept while the vocabulary was still growing, and how they become the blocks of a matrix.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/matrix.h"
#include "parallel/pool.h"

namespace millrace {

// The counts of some consecutive rows. Row r holds entries offsets[r] up to offsets[r + 1], in no order; ids are
// those of one lane's table.
struct TermSegment {
  std::uint32_t lane = 0;
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> ids;
  std::vector<std::uint32_t> counts;

  std::size_t row_count() const { return offsets.size() - 1; }
};

inline constexpr std::uint32_t kNoColumn = std::numeric_limits<std::uint32_t>::max();

// The rows of all segments in order, kBlockRows to a block. columns[lane][id] is the term's column, or kNoColumn for a
// term that was dropped. Segments are emptied as they are used up, so that no count is held twice for long.
std::vector<CsrBlock> cut_blocks(std::vector<TermSegment>& segments,
                                 const std::vector<std::vector<std::uint32_t>>& columns, std::size_t column_count,
                                 const RunContext& context);

}  // namespace millrace
