#include "trees/bins/fingerprint.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace millrace::trees {
namespace {

constexpr std::size_t kCheckBytes = 1 << 22;  // a millisecond or so between two looks at the context

// Two accumulators of 64 bits, each word mixed in by a multiplication and a rotation of its own.
class Mixer {
 public:
  explicit Mixer(const RunContext& context) : context_(context) {}

  void word(std::uint64_t value) {
    low_ = std::rotl((low_ ^ value) * 0x9e3779b97f4a7c15U, 29);
    high_ = std::rotl((high_ + value) * 0xd1b54a32d192ed03U, 41);
  }

  // The length goes in front, so that where one array ends and the next begins makes a difference.
  template <typename Array>
  void array(const Array& values) {
    word(values.size());
    const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
    const std::size_t count = values.size() * sizeof(values[0]);
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= count; at += sizeof(std::uint64_t)) {
      std::uint64_t value = 0;
      std::memcpy(&value, bytes + at, sizeof value);
      word(value);
      if (at % kCheckBytes == 0) context_.check();
    }
    std::uint64_t rest = 0;
    if (at < count) std::memcpy(&rest, bytes + at, count - at);
    word(rest);
  }

  std::string hex() {
    for (int round = 0; round < 4; ++round) {
      word(low_ >> 31);
      word(high_ >> 33);
    }
    constexpr std::array<char, 16> digits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                             '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    std::string text;
    for (const std::uint64_t half : {high_, low_}) {
      for (int shift = 60; shift >= 0; shift -= 4) text += digits[(half >> shift) & 15U];
    }
    return text;
  }

 private:
  const RunContext& context_;
  std::uint64_t low_ = 0x243f6a8885a308d3U;
  std::uint64_t high_ = 0x13198a2e03707344U;
};

}  // namespace

std::string fingerprint(const BinnedMatrix& matrix, const RunContext& context) {
  Mixer mixer(context);
  mixer.word(static_cast<std::uint64_t>(matrix.row_count));
  for (const FeatureBins& bins : matrix.bins) {
    mixer.word(static_cast<std::uint64_t>(bins.kind));
    mixer.word(bins.bin_count);
    mixer.array(bins.upper_bounds);
    mixer.array(bins.bin_of_category);
  }
  for (const FeaturePlace& place : matrix.places) {
    mixer.word(static_cast<std::uint64_t>(place.store));
    mixer.word(place.column);
    mixer.word(place.first);
  }
  mixer.array(matrix.narrow_columns);
  mixer.array(matrix.wide_columns);
  mixer.array(matrix.sparse_offsets);
  mixer.array(matrix.sparse_entries);
  return mixer.hex();
}

}  // namespace millrace::trees
