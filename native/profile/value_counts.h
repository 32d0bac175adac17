// How often each value of a column occurs. Exact up to `capacity` different values. Beyond, HyperLogLog counts the
// different ones, and a Misra–Gries summary keeps the frequent ones: whenever its table is full the median count is
// taken from all, so a value's count is too low by at most `error()`, and every value more frequent than that is there
// (Misra and Gries 1982; merging as in Agarwal et al., "Mergeable Summaries", 2012).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profile/distinct_count.h"

namespace millrace {

class ValueCounts {
 public:
  struct Options {
    std::uint32_t capacity = 131072;
    int precision = 14;
    std::uint32_t text_bytes = 256;  // texts are kept up to this many bytes
  };

  explicit ValueCounts(const Options& options);

  // Keys are one to one with values: the bits of a number, or a hash of a text.
  void add(std::uint64_t key, std::int64_t count = 1);
  void add_text(std::uint64_t key, std::string_view text, std::int64_t count = 1);

  bool exact() const { return !distinct_; }
  double distinct() const { return exact() ? static_cast<double>(keys_.size()) : distinct_->estimate(); }
  double relative_error() const { return exact() ? 0.0 : distinct_->relative_error(); }
  // A count is too low by at most this; 0 while exact.
  std::int64_t error() const { return error_; }

  std::size_t size() const { return keys_.size(); }
  std::uint64_t key(std::size_t entry) const { return keys_[entry]; }
  std::int64_t count(std::size_t entry) const { return counts_[entry]; }
  std::string_view text(std::size_t entry) const { return {arena_.data() + texts_[entry].begin, texts_[entry].size}; }
  bool has_texts() const { return !texts_.empty(); }

  void merge(const ValueCounts& next);

 private:
  struct Text {
    std::size_t begin;
    std::uint32_t size;
  };

  std::size_t find(std::uint64_t key) const;
  void append(std::uint64_t key, std::int64_t count, std::string_view text, bool is_text);
  void reindex(std::size_t slot_count);
  void overflow();
  void purge(std::size_t most);
  void keep_above(std::int64_t bound);
  void count_key(std::uint64_t key, std::int64_t count, std::string_view text, bool is_text);

  Options options_;
  std::uint32_t most_;  // entries held
  std::vector<std::uint64_t> keys_;
  std::vector<std::int64_t> counts_;
  std::vector<Text> texts_;
  std::vector<char> arena_;
  std::vector<std::uint32_t> slots_;  // entry + 1, 0 = free; at least twice as many as entries
  std::unique_ptr<DistinctCount> distinct_;
  std::int64_t error_ = 0;
};

}  // namespace millrace
