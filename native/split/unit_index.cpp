#include "split/unit_index.h"

#include <numeric>

namespace millrace {

UnitIndex single_rows(std::size_t row_count) {
  UnitIndex index;
  index.begins.resize(row_count + 1);
  std::iota(index.begins.begin(), index.begins.end(), 0u);
  index.rows.assign(index.begins.begin(), index.begins.end() - 1);
  return index;
}

UnitIndex group_rows(std::vector<std::vector<RowHash>> hashes, std::size_t row_count, const RunContext& context) {
  constexpr std::uint32_t kFree = 0xffffffff;
  const auto hash_of = [&](std::uint32_t row) -> const RowHash& {
    return hashes[row >> kBlockBits][row & ((1u << kBlockBits) - 1)];
  };
  // Open addressing, four fifths full at most: slots hold the first row of a unit.
  std::vector<std::uint32_t> slots(row_count + row_count / 4 + 1, kFree);
  std::vector<std::uint32_t> unit_of(row_count);
  UnitIndex index;
  std::vector<std::uint32_t>& lengths = index.begins;
  for (std::uint32_t row = 0; row < row_count; ++row) {
    if (row % 65536 == 0) context.check();
    const RowHash& hash = hash_of(row);
    std::size_t slot = static_cast<std::size_t>((hash.high >> 32) * slots.size() >> 32);
    while (slots[slot] != kFree && !(hash_of(slots[slot]) == hash)) slot = slot + 1 == slots.size() ? 0 : slot + 1;
    if (slots[slot] == kFree) {
      slots[slot] = row;
      unit_of[row] = static_cast<std::uint32_t>(lengths.size());
      lengths.push_back(0);
    } else {
      unit_of[row] = unit_of[slots[slot]];
    }
    ++lengths[unit_of[row]];
  }
  hashes = {};
  slots = {};
  // Counting sort: begins first hold where each unit ends, and walk back to where it begins.
  std::uint32_t end = 0;
  for (std::uint32_t& length : lengths) length = end += length;
  index.begins.push_back(end);
  index.rows.resize(row_count);
  for (std::size_t row = row_count; row-- > 0;)
    index.rows[--index.begins[unit_of[row]]] = static_cast<std::uint32_t>(row);
  return index;
}

}  // namespace millrace
