// What Unicode, as Python reads it, says of one character.
#pragma once

#include "text/unicode/tables.h"

namespace millrace {

inline constexpr std::uint8_t kWord = 1;           // matches \w: str.isalnum() or '_'
inline constexpr std::uint8_t kCased = 2;          // a cased letter that the final sigma rule does not skip
inline constexpr std::uint8_t kCaseIgnorable = 4;  // the final sigma rule skips it

inline const unicode::Record& record_of(char32_t character) {
  const std::size_t block = unicode::kBlockOf[character / unicode::kBlock];
  return unicode::kRecords[unicode::kRecordOf[block * unicode::kBlock + character % unicode::kBlock]];
}

}  // namespace millrace
