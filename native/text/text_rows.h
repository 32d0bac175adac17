// The rows of a text column as rows of a sparse block, in chunks that run side by side and come out in order.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "core/column.h"
#include "core/error.h"
#include "core/matrix.h"
#include "parallel/pool.h"
#include "text/text_chunks.h"
#include "text/text_scratch.h"

namespace millrace {

inline void clear_rows(CsrBlock& block) {
  block.row_count = 0;
  block.offsets.assign(1, 0);
  block.indices.clear();
  block.values.clear();
}

inline void require_offsets(std::size_t entries) {
  if (entries > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("BATCH_TOO_LARGE", "a batch of text holds 2^32 counts or more", "read with smaller batches");
  }
}

// Ends a row whose entries stand behind those of the rows before.
inline void end_row(CsrBlock& block) {
  require_offsets(block.indices.size());
  block.offsets.push_back(static_cast<std::uint32_t>(block.indices.size()));
  ++block.row_count;
}

inline void append_rows(const CsrBlock& part, CsrBlock& out) {
  const std::size_t base = out.indices.size();
  require_offsets(base + part.indices.size());
  for (std::size_t row = 1; row < part.offsets.size(); ++row) {
    out.offsets.push_back(static_cast<std::uint32_t>(base) + part.offsets[row]);
  }
  out.indices.insert(out.indices.end(), part.indices.begin(), part.indices.end());
  out.values.insert(out.values.end(), part.values.begin(), part.values.end());
  out.row_count += part.row_count;
}

// add_row(text, scratch, part) for every row, a null being an empty text. What `out` held is dropped.
template <typename AddRow>
void fill_text_rows(const Column& text, const RunContext& context, CsrBlock& out, const AddRow& add_row) {
  clear_rows(out);
  const auto fill = [&](std::int64_t begin, std::int64_t end, CsrBlock& part) {
    const ScratchLoan scratch;
    for (std::int64_t row = begin; row < end; ++row) {
      add_row(text.is_valid(row) ? text.text(row) : std::string_view(), *scratch, part);
    }
  };
  const std::vector<std::int64_t> chunks = text_chunks(text);
  if (chunks.size() <= 2) return fill(0, text.length, out);
  std::vector<CsrBlock> parts(chunks.size() - 1);
  parallel_for(context, parts.size(), [&](std::size_t i) { fill(chunks[i], chunks[i + 1], parts[i]); });
  for (CsrBlock& part : parts) {
    context.check();
    append_rows(part, out);
    part = CsrBlock();
  }
}

}  // namespace millrace
