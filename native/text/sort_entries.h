// Sorts the entries of one row by column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace {

// An entry has its column in the upper half and a value in the lower, so that entries sort as numbers.
inline std::uint64_t entry_of(std::uint32_t column, std::uint32_t value) { return std::uint64_t{column} << 32 | value; }
inline std::uint32_t column_of(std::uint64_t entry) { return static_cast<std::uint32_t>(entry >> 32); }
inline std::uint32_t value_of(std::uint64_t entry) { return static_cast<std::uint32_t>(entry); }

// Sorts entries[count], no two of which may be equal. Columns are below column_count, which is at most 2^31; entries of
// one column must come with ascending values. scratch is resized as needed.
void sort_entries(std::uint64_t* entries, std::size_t count, std::size_t column_count,
                  std::vector<std::uint64_t>& scratch);

}  // namespace millrace
