#include "text/utf8.h"

#include <cstdint>
#include <cstring>

namespace millrace {

namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

std::uint8_t byte_at(const char* bytes, std::size_t index) { return static_cast<std::uint8_t>(bytes[index]); }

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

Decoded decode_utf8(const char* bytes, std::size_t size) {
  constexpr Decoded invalid{kReplacement, 1};
  const std::uint8_t first = byte_at(bytes, 0);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return invalid;
  const int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size < static_cast<std::size_t>(length)) return invalid;
  char32_t character = first & (0x7Fu >> length);
  for (int i = 1; i < length; ++i) {
    const std::uint8_t next = byte_at(bytes, static_cast<std::size_t>(i));
    if (!is_continuation(next)) return invalid;
    character = character << 6 | (next & 0x3Fu);
  }
  const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (overlong || surrogate || character > 0x10FFFF) return invalid;
  return {character, length};
}

Decoded decode_utf8_before(const char* bytes, std::size_t at) {
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && is_continuation(byte_at(bytes, begin))) --begin;
  const Decoded decoded = decode_utf8(bytes + begin, at - begin);
  if (begin + static_cast<std::size_t>(decoded.size) != at) return {kReplacement, 1};
  return decoded;
}

int encode_utf8(char32_t character, char* out) {
  if (character < 0x80) {
    out[0] = static_cast<char>(character);
    return 1;
  }
  const int length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  for (int i = length - 1; i > 0; --i) {
    out[i] = static_cast<char>(0x80 | (character & 0x3F));
    character >>= 6;
  }
  out[0] = static_cast<char>((0xF00u >> length & 0xFF) | character);
  return length;
}

bool valid_utf8(const char* bytes, std::size_t size) {
  std::size_t at = 0;
  while (at < size) {
    while (size - at >= 16) {
      std::uint64_t words[2];
      std::memcpy(words, bytes + at, 16);
      if ((words[0] | words[1]) & kHighBits) break;
      at += 16;
    }
    if (at == size) return true;
    const Decoded decoded = decode_utf8(bytes + at, size - at);
    // U+FFFD itself takes three bytes.
    if (decoded.character == kReplacement && decoded.size == 1) return false;
    at += static_cast<std::size_t>(decoded.size);
  }
  return true;
}

}  // namespace millrace
