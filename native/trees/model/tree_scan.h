// The form of trees that the kernel scan_trees reads: plain data, also for code that is compiled per instruction set.
//
// A scan compares every split of a tree with a block of rows, instead of walking each row: values are u8 (how many of
// the model's thresholds lie below them), so that one instruction compares up to 64 rows, and the leaf that a row
// reaches is chosen bottom up, from the two that its subtrees would choose. (The same trade as in bit-vector scoring:
// Lucchese et al., "QuickScorer", SIGIR 2015. A leaf's number takes a byte where a bit vector takes one bit a leaf.)
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace::trees {

inline constexpr std::size_t kScanRows = 256;    // rows of a block
inline constexpr std::size_t kScanChunk = 64;    // rows done at a time
inline constexpr std::size_t kScanLeaves = 256;  // a tree has at most so many: their numbers are u8
// Where the results of splits begin in the scratch: before them are the numbers of leaves, kScanChunk bytes each.
inline constexpr std::size_t kScanResults = kScanLeaves * kScanChunk;

// What a split chooses between: bytes from `at` on in the scratch, `step` further for each chunk of rows. Leaves are
// the same for all rows: their step is 0.
struct ScanChoice {
  std::uint32_t at;
  std::uint32_t step;
};

// Planes are u8[kScanRows], by the offset of their first byte.
struct ScanSplit {
  std::uint32_t plane;  // ordered: of the ranks. Sets: of 1 << (class mod 8)
  std::uint32_t out;    // offset of the result in the scratch
  ScanChoice left;
  ScanChoice right;
  std::uint32_t set_begin;  // sets of the split: classes of rows, 128 each
  std::uint16_t set_count;  // 0: ordered
  std::uint8_t threshold;   // left when the rank is at most this
};

// Left when bit (class mod 8) of byte (class / 8) is set. `plane` holds class / 8, or 128 where the class is in none of
// these 16 bytes.
struct ScanSet {
  std::uint32_t plane;
  std::uint8_t bytes[16];
};

struct ScanTree {
  std::uint32_t split_begin;
  std::uint32_t split_end;
  ScanChoice root;
  std::uint32_t leaf_begin;
  std::uint32_t leaf_count;
  std::uint32_t output;  // of trees whose leaves have one value
};

struct TreeScan {
  const ScanSplit* splits;  // children before parents
  const ScanSet* sets;
  const ScanTree* trees;
  const double* leaf_values;  // [leaves][value_width], 64 values more behind them
  std::uint32_t value_width;
  bool float32_sums;  // of trees whose leaves have one value
};

}  // namespace millrace::trees
