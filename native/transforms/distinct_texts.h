// The different texts of a batch's column, so that what is made of a text is made once for each of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/column.h"

namespace millrace {

struct DistinctTexts {
  std::vector<std::uint32_t> first;  // by code: the first row of that text, or of those without one
  std::vector<std::uint32_t> codes;  // [column.length]
};

// Nothing where there are more than `most` of them. Texts alike in all bytes are one; missing ones too.
std::optional<DistinctTexts> distinct_texts(const Column& column, std::size_t most);

}  // namespace millrace
