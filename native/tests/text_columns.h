// Text columns for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/column.h"

namespace millrace {

// A batch of texts; the rows that is_null names are null. Buffers are exactly as long as they must be.
inline Column text_column(const std::vector<std::string>& texts, const std::vector<bool>& is_null = {}) {
  Column column;
  column.type = Type::utf8;
  column.length = static_cast<std::int64_t>(texts.size());
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  std::vector<std::uint8_t> bits((texts.size() + 7) / 8);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const bool null = row < is_null.size() && is_null[row];
    if (!null) bytes += texts[row];
    if (!null) bits[row / 8] |= static_cast<std::uint8_t>(1u << row % 8);
    column.null_count += null;
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  column.offsets = Buffer::copy_of(offsets.data(), offsets.size() * sizeof(std::int32_t));
  column.data = Buffer::copy_of(bytes.data(), bytes.size());
  if (column.null_count > 0) column.validity = Buffer::copy_of(bits.data(), bits.size());
  return column;
}

}  // namespace millrace
