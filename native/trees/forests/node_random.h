// Random draws of one node of one tree: they depend on seed, tree and node alone.
#pragma once

#include <bit>
#include <cstdint>

#include "core/random.h"

namespace millrace::trees {

class NodeRandom {
 public:
  // `stream` is the tree's. Each node has 2^20 words of it.
  NodeRandom(const RandomStream& stream, std::uint64_t node) : stream_(&stream), position_(node << 20) {}

  // Uniform in [0, count). The words' upper bits are used first, digit by digit in mixed radix, and a word is dropped
  // while it holds 24 bits more than the draw needs: no draw is biased by more than 2^-24.
  std::uint32_t below(std::uint32_t count) {
    const int need = std::bit_width(count);
    if (left_ < need + 24) {
      word_ = stream_->uint64(position_++);
      left_ = 64;
    }
    left_ -= need;
    // The product's upper word, and what remains of the fraction, without 128-bit integers.
    const std::uint64_t low = (word_ & 0xffffffffu) * count;
    const std::uint64_t high = (word_ >> 32) * count + (low >> 32);
    word_ = high << 32 | (low & 0xffffffffu);
    return static_cast<std::uint32_t>(high >> 32);
  }

  // Uniform in [0, 1), in steps of 2^-53.
  double unit() {
    const std::uint64_t word = stream_->uint64(position_++);
    return static_cast<double>(word >> 11) * 0x1p-53;
  }

 private:
  const RandomStream* stream_;
  std::uint64_t position_;
  std::uint64_t word_ = 0;
  int left_ = 0;
};

}  // namespace millrace::trees
