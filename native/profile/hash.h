// Hashes of the profile's tables and samples: the finish of MurmurHash3_x64_128 (Austin Appleby, public domain), which
// spreads every bit of a word over all others and is one to one.
#pragma once

#include <cstdint>

namespace millrace {

inline std::uint64_t mixed(std::uint64_t word) {
  word = (word ^ word >> 33) * 0xff51afd7ed558ccd;
  word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53;
  return word ^ word >> 33;
}

}  // namespace millrace
