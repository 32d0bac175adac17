// UTF-8: validation for the border, and decoding that stays in bounds whatever the bytes are.
#pragma once

#include <cstddef>

namespace millrace {

// Whether bytes[size] is valid UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(const char* bytes, std::size_t size);

// What stands for a byte that begins no valid character.
inline constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
  char32_t character;  // kReplacement when the bytes are invalid
  int size;            // bytes used, 1 when they are invalid
};

// The character that begins at bytes[0]. Requires size > 0.
Decoded decode_utf8(const char* bytes, std::size_t size);

// The character that ends just before bytes[at]. Requires at > 0.
Decoded decode_utf8_before(const char* bytes, std::size_t at);

// Writes 1 to 4 bytes and returns how many.
int encode_utf8(char32_t character, char* out);

}  // namespace millrace
