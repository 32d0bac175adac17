#include "core/row_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace millrace {

namespace {

// The block step and the finish of MurmurHash3_x64_128 (Austin Appleby, public domain).
constexpr std::uint64_t kMultiplier1 = 0x87c37b91114253d5;
constexpr std::uint64_t kMultiplier2 = 0x4cf5ad432745937f;

void mix(RowHash& hash, std::uint64_t word1, std::uint64_t word2) {
  hash.low ^= std::rotl(word1 * kMultiplier1, 31) * kMultiplier2;
  hash.low = (std::rotl(hash.low, 27) + hash.high) * 5 + 0x52dce729;
  hash.high ^= std::rotl(word2 * kMultiplier2, 33) * kMultiplier1;
  hash.high = (std::rotl(hash.high, 31) + hash.low) * 5 + 0x38495ab5;
}

std::uint64_t finished(std::uint64_t word) {
  word = (word ^ word >> 33) * 0xff51afd7ed558ccd;
  word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53;
  return word ^ word >> 33;
}

void finish(RowHash& hash) {
  hash.low += hash.high;
  hash.high += hash.low;
  hash.low = finished(hash.low);
  hash.high = finished(hash.high);
  hash.low += hash.high;
  hash.high += hash.low;
}

// The second word of a value's last block says what the block is: a number of bytes of text, a value, or nothing.
constexpr std::uint64_t kValue = std::uint64_t{1} << 62;
constexpr std::uint64_t kMissing = std::uint64_t{2} << 62;

constexpr std::int64_t kBlock = 1024;

void mix_text(RowHash& hash, std::string_view text) {
  std::uint64_t words[2];
  std::size_t at = 0;
  for (; at + 16 <= text.size(); at += 16) {
    std::memcpy(words, text.data() + at, 16);
    mix(hash, words[0], words[1]);
  }
  if (at < text.size()) {
    words[0] = words[1] = 0;
    std::memcpy(words, text.data() + at, text.size() - at);
    mix(hash, words[0], words[1]);
  }
  mix(hash, 0, text.size());
}

template <typename T>
std::uint64_t bits_of(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(value) + 0.0);  // one zero of the two
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

// Rows first to first + length of a column; hashes: [length].
template <typename T>
void mix_values(const Column& column, std::int64_t first, std::int64_t length, RowHash* hashes) {
  const T* values = column.data.as<T>() + first;
  const bool whole = column.validity.empty();
  for (std::int64_t row = 0; row < length; ++row) {
    bool is_present = whole || column.is_valid(first + row);
    if constexpr (std::is_floating_point_v<T>) is_present = is_present && !std::isnan(values[row]);
    mix(hashes[row], is_present ? bits_of(values[row]) : 0, is_present ? kValue : kMissing);
  }
}

void mix_column(const Column& column, std::int64_t first, std::int64_t length, RowHash* hashes) {
  switch (column.type) {
    case Type::boolean:
      for (std::int64_t row = 0; row < length; ++row) {
        const bool is_present = column.is_valid(first + row);
        mix(hashes[row], is_present && column.bit(first + row), is_present ? kValue : kMissing);
      }
      return;
    case Type::utf8:
      for (std::int64_t row = 0; row < length; ++row) {
        if (column.is_valid(first + row)) {
          mix_text(hashes[row], column.text(first + row));
        } else {
          mix(hashes[row], 0, kMissing);
        }
      }
      return;
    case Type::int8:
      return mix_values<std::int8_t>(column, first, length, hashes);
    case Type::int16:
      return mix_values<std::int16_t>(column, first, length, hashes);
    case Type::int32:
    case Type::date32:
      return mix_values<std::int32_t>(column, first, length, hashes);
    case Type::int64:
    case Type::timestamp_us:
      return mix_values<std::int64_t>(column, first, length, hashes);
    case Type::uint8:
      return mix_values<std::uint8_t>(column, first, length, hashes);
    case Type::uint16:
      return mix_values<std::uint16_t>(column, first, length, hashes);
    case Type::uint32:
      return mix_values<std::uint32_t>(column, first, length, hashes);
    case Type::uint64:
      return mix_values<std::uint64_t>(column, first, length, hashes);
    case Type::float32:
      return mix_values<float>(column, first, length, hashes);
    case Type::float64:
      return mix_values<double>(column, first, length, hashes);
  }
}

}  // namespace

bool is_missing(const Column& column, std::int64_t row) {
  if (!column.is_valid(row)) return true;
  if (column.type == Type::float64) return std::isnan(column.data.as<double>()[row]);
  return column.type == Type::float32 && std::isnan(column.data.as<float>()[row]);
}

void hash_rows(const std::vector<ColumnPtr>& columns, std::int64_t first, std::int64_t length, RowHash* hashes) {
  // Few enough rows at a time that their hashes stay near while the columns pass.
  for (std::int64_t begin = 0; begin < length; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, length - begin);
    RowHash* block = hashes + begin;
    for (std::int64_t row = 0; row < count; ++row) block[row] = {};
    for (const auto& column : columns) mix_column(*column, first + begin, count, block);
    for (std::int64_t row = 0; row < count; ++row) finish(block[row]);
  }
}

}  // namespace millrace
