// Which rows belong together: those whose hashes are equal.
#pragma once

#include <cstdint>
#include <vector>

#include "core/row_hash.h"
#include "parallel/pool.h"

namespace millrace {

struct UnitIndex {
  // rows: positions by unit, each unit's ascending; unit u holds rows[begins[u]] … rows[begins[u + 1] - 1]. Units are
  // in the order of their first rows.
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> rows;

  std::size_t size() const { return begins.size() - 1; }
  std::uint32_t length(std::size_t unit) const { return begins[unit + 1] - begins[unit]; }
};

// Each row by itself.
UnitIndex single_rows(std::size_t row_count);

// `hashes` come in blocks of 2^kBlockBits rows, and are freed on the way.
inline constexpr int kBlockBits = 16;
UnitIndex group_rows(std::vector<std::vector<RowHash>> hashes, std::size_t row_count, const RunContext& context);

}  // namespace millrace
