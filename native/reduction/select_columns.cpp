#include "reduction/select_columns.h"

namespace millrace {

std::vector<std::int32_t> places_of(const std::vector<std::uint32_t>& kept, std::size_t width) {
  std::vector<std::int32_t> places(width, -1);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] >= width || (i > 0 && kept[i] <= kept[i - 1])) {
      throw Error("MODEL_CORRUPT", "a selection keeps columns that are not there");
    }
    places[kept[i]] = static_cast<std::int32_t>(i);
  }
  return places;
}

void SelectCodes::run(Run& run) {
  Codes& codes = run.make<Codes>(out_);
  codes = run.get<Codes>(in_);
  for (std::int32_t& code : codes) {
    if (code < 0) continue;
    const bool is_kept =
        static_cast<std::size_t>(code) < places_.size() && places_[static_cast<std::size_t>(code)] >= 0;
    code = is_kept ? places_[static_cast<std::size_t>(code)] : kUnseenCode;
  }
}

void SelectSparse::run(Run& run) {
  const CsrBlock& in = run.get<CsrBlock>(in_);
  CsrBlock& out = run.make<CsrBlock>(out_);
  out.row_count = in.row_count;
  out.offsets.assign(1, 0);
  out.indices.clear();
  out.values.clear();
  for (std::size_t row = 0; row + 1 < in.offsets.size(); ++row) {
    for (std::uint32_t i = in.offsets[row]; i < in.offsets[row + 1]; ++i) {
      const std::uint32_t column = in.indices[i];
      if (column >= places_.size() || places_[column] < 0) continue;
      out.indices.push_back(static_cast<std::uint32_t>(places_[column]));
      out.values.push_back(in.values[i]);
    }
    out.offsets.push_back(static_cast<std::uint32_t>(out.indices.size()));
  }
}

}  // namespace millrace
