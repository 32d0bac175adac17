// Questions to text, answered on its UTF-8 bytes where they lie.
#include "expression/kernels.h"

namespace millrace::expression {

namespace {

// In code points: the bytes that continue none.
Vector length(const Call& call) {
  Vector out = make_numbers(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    double& value = out.own_numbers[static_cast<std::size_t>(row)];
    value = kMissing;
    if (call[0].is_missing(row)) continue;
    std::int64_t count = 0;
    for (const char byte : call[0].text(row)) count += (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    value = static_cast<double>(count);
  }
  return out;
}

template <bool (*holds)(std::string_view text, std::string_view part)>
Vector test(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    std::uint8_t& truth = out.truths[static_cast<std::size_t>(row)];
    if (call[0].is_missing(row) || call[1].is_missing(row)) {
      truth = kUnknown;
    } else {
      truth = holds(call[0].text(row), call[1].text(row)) ? kTrue : kFalse;
    }
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool starts_with(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool ends_with(std::string_view text, std::string_view part) { return text.ends_with(part); }

}  // namespace

void add_text(Kernels& kernels) {
  kernels.add("length", length);
  kernels.add("contains", test<contains>);
  kernels.add("startsWith", test<starts_with>);
  kernels.add("endsWith", test<ends_with>);
}

}  // namespace millrace::expression
