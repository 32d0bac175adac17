// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC 2011), laid out as in
// src/core/random.ts. A number depends on seed, purpose, index and position alone, so draws agree whatever the order,
// the threads or the batches.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace millrace {

using PhiloxBlock = std::array<std::uint32_t, 4>;

inline PhiloxBlock philox4x32(PhiloxBlock counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xd2511f53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xcd9e8d57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  return counter;
}

// The numbers of one purpose. `index` sets apart draws of the same purpose: the resample, the tree, the epoch.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0) : index_(index) {
    std::uint32_t name = 0x811c9dc5;  // FNV-1a
    for (const char byte : purpose) name = (name ^ static_cast<std::uint8_t>(byte)) * 0x01000193;
    const auto key =
        philox4x32({name, 0, 0, 0}, static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    key0_ = key[0];
    key1_ = key[1];
  }

  // The uniform 32-bit integer at a position.
  std::uint32_t uint32(std::uint64_t position) const { return block(position / 4)[position % 4]; }

  // 64 bits made of the numbers at 2 · position (upper half) and 2 · position + 1.
  std::uint64_t uint64(std::uint64_t position) const {
    const auto words = block(position / 2);
    const std::size_t at = 2 * (position % 2);
    return std::uint64_t{words[at]} << 32 | words[at + 1];
  }

  // The four numbers at 4 · number and after: one call for those who take them in order.
  PhiloxBlock block(std::uint64_t number) const {
    return philox4x32({static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32),
                       static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32)},
                      key0_, key1_);
  }

  // For kernels that compute blocks of their own.
  std::uint64_t index() const { return index_; }
  std::uint32_t key0() const { return key0_; }
  std::uint32_t key1() const { return key1_; }

 private:
  std::uint64_t index_;
  std::uint32_t key0_;
  std::uint32_t key1_;
};

}  // namespace millrace
