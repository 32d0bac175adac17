#include "text/term_segment.h"

#include <algorithm>

#include "core/error.h"
#include "text/sort_entries.h"
#include "text/text_scratch.h"

namespace millrace {

namespace {

// Blocks made before the segments behind them are let go, for each thread.
constexpr std::size_t kBlocksAtOnce = 4;

// first_rows[i]: how many rows stand before segment i. Rows are [begin, end).
void fill_block(const std::vector<TermSegment>& segments, const std::vector<std::size_t>& first_rows,
                const std::vector<std::vector<std::uint32_t>>& columns, std::size_t column_count, std::size_t begin,
                std::size_t end, const RunContext& context, CsrBlock& out) {
  const ScratchLoan scratch;
  std::vector<std::uint64_t>& entries = scratch->entries;
  std::size_t at =
      static_cast<std::size_t>(std::upper_bound(first_rows.begin(), first_rows.end(), begin) - first_rows.begin()) - 1;
  for (std::size_t row = begin; row < end; ++row) {
    context.check();
    while (row - first_rows[at] >= segments[at].row_count()) ++at;
    const TermSegment& segment = segments[at];
    const std::vector<std::uint32_t>& lane_columns = columns[segment.lane];
    const std::size_t first = segment.offsets[row - first_rows[at]];
    const std::size_t last = segment.offsets[row - first_rows[at] + 1];
    if (entries.size() < last - first) entries.resize(2 * (last - first));
    std::size_t count = 0;
    for (std::size_t i = first; i < last; ++i) {
      const std::uint32_t column = lane_columns[segment.ids[i]];
      entries[count] = entry_of(column, segment.counts[i]);
      count += column != kNoColumn;
    }
    sort_entries(entries.data(), count, column_count, scratch->sorting);
    const std::size_t base = out.indices.size();
    if (base + count > std::numeric_limits<std::uint32_t>::max()) {
      throw Error("BATCH_TOO_LARGE", "4,096 rows of text hold 2^32 counts or more",
                  "use shorter n-grams or max_features");
    }
    out.indices.resize(base + count);
    out.values.resize(base + count);
    for (std::size_t i = 0; i < count; ++i) {
      out.indices[base + i] = column_of(entries[i]);
      out.values[base + i] = static_cast<float>(value_of(entries[i]));
    }
    out.offsets.push_back(static_cast<std::uint32_t>(base + count));
  }
  out.row_count = static_cast<std::int32_t>(end - begin);
}

}  // namespace

std::vector<CsrBlock> cut_blocks(std::vector<TermSegment>& segments,
                                 const std::vector<std::vector<std::uint32_t>>& columns, std::size_t column_count,
                                 const RunContext& context) {
  std::vector<std::size_t> first_rows;
  std::size_t row_count = 0;
  for (const TermSegment& segment : segments) {
    first_rows.push_back(row_count);
    row_count += segment.row_count();
  }
  std::vector<CsrBlock> blocks((row_count + kBlockRows - 1) / kBlockRows);
  const std::size_t at_once = kBlocksAtOnce * static_cast<std::size_t>(std::max(1, context.threads));
  std::size_t used = 0;
  for (std::size_t from = 0; from < blocks.size(); from += at_once) {
    const std::size_t to = std::min(blocks.size(), from + at_once);
    parallel_for(context, to - from, [&](std::size_t i) {
      const std::size_t begin = (from + i) * kBlockRows;
      fill_block(segments, first_rows, columns, column_count, begin, std::min(begin + kBlockRows, row_count), context,
                 blocks[from + i]);
    });
    for (; used + 1 < segments.size() && first_rows[used + 1] <= to * kBlockRows; ++used) {
      segments[used].ids = {};
      segments[used].counts = {};
    }
  }
  return blocks;
}

}  // namespace millrace
