// Everything that is known of one column while batches pass.
#pragma once

#include <cstdint>
#include <vector>

#include "core/column.h"
#include "profile/number_facts.h"
#include "profile/text_facts.h"
#include "profile/time_facts.h"
#include "profile/value_counts.h"

namespace millrace {

enum class ValueKind : std::uint8_t { number, boolean, text, time };
ValueKind kind_of(Type type);

// What stands in the sample for a row without a value.
inline constexpr std::uint64_t kMissingKey = 0x7ff8dead00000000;

struct ColumnProfile {
  ColumnProfile(Type type, const ValueCounts::Options& options) : type(type), values(options) {}

  // sampled: the positions of the rows that join the sample
  void update(const Column& column, const std::vector<std::uint32_t>& sampled);
  void merge(ColumnProfile& next);
  void keep_sampled(const std::vector<std::uint32_t>& places);

  Type type;
  std::int64_t missing = 0;
  ValueCounts values;  // keys: bits of float64, of int64, 0 and 1, or hashes of texts
  NumberFacts numbers;
  TextFacts texts;
  TimeFacts times;
  std::vector<std::uint64_t> sample;  // keys, kMissingKey where missing

  // A key as a number: as float64, integers beyond 2^53 rounded, times in microseconds.
  double number_of(std::uint64_t key) const;
};

}  // namespace millrace
