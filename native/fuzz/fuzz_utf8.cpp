// Any bytes decode within bounds, valid ones to themselves.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/utf8.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const char*>(data);
  bool all_valid = true;
  for (std::size_t at = 0; at < size;) {
    const millrace::Decoded decoded = millrace::decode_utf8(bytes + at, size - at);
    require(decoded.size >= 1 && static_cast<std::size_t>(decoded.size) <= size - at);
    char again[4];
    const auto again_size = static_cast<std::size_t>(millrace::encode_utf8(decoded.character, again));
    const std::string_view original(bytes + at, static_cast<std::size_t>(decoded.size));
    const bool same = std::string_view(again, again_size) == original;
    require(same || (decoded.character == millrace::kReplacement && decoded.size == 1));
    all_valid = all_valid && same;
    at += static_cast<std::size_t>(decoded.size);
    if (same) {
      const millrace::Decoded before = millrace::decode_utf8_before(bytes, at);
      require(before.character == decoded.character && before.size == decoded.size);
    }
  }
  require(millrace::valid_utf8(bytes, size) == all_valid);
  return 0;
}
