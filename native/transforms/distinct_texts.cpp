#include "transforms/distinct_texts.h"

#include "transforms/text_ids.h"

namespace millrace {

std::optional<DistinctTexts> distinct_texts(const Column& column, std::size_t most) {
  DistinctTexts out;
  out.codes.resize(static_cast<std::size_t>(column.length));
  TextIds ids;
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<std::uint32_t> code_of;  // by id: missing rows take a code too, so the two differ
  std::uint32_t code_of_missing = kNone;
  for (std::int64_t row = 0; row < column.length; ++row) {
    std::uint32_t* code = &code_of_missing;
    if (column.is_valid(row)) {
      const auto id = static_cast<std::size_t>(ids.find_or_add(column.text(row)));
      if (id == code_of.size()) code_of.push_back(kNone);
      code = &code_of[id];
    }
    if (*code == kNone) {
      if (out.first.size() == most) return std::nullopt;
      *code = static_cast<std::uint32_t>(out.first.size());
      out.first.push_back(static_cast<std::uint32_t>(row));
    }
    out.codes[static_cast<std::size_t>(row)] = *code;
  }
  return out;
}

}  // namespace millrace
