// The terms a model knows, sorted, each with the column it counts in.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parallel/pool.h"
#include "text/term_table.h"

namespace millrace {

// Immutable. Terms ascend by UTF-8 bytes, which is the order of code points: term i is column i.
class Vocabulary {
 public:
  Vocabulary() = default;

  // From a model file: term i is bytes[offsets[i], offsets[i + 1]). Throws Error(MODEL_CORRUPT) unless the offsets
  // are in order and span the bytes, and the terms ascend, differ, are not empty and are valid UTF-8 without zeros.
  Vocabulary(std::span<const std::int64_t> offsets, std::string_view bytes);
  Vocabulary(std::span<const std::int32_t> offsets, std::string_view bytes);

  // From `terms` with ids in any order; order[i] is the id of the term that becomes column i.
  Vocabulary(const TermTable& terms, std::span<const std::uint32_t> order, const RunContext& context);

  std::size_t size() const { return terms_.size(); }
  std::string_view term(std::size_t column) const { return terms_.term(column); }
  std::int64_t find(std::string_view term) const;  // its column, or -1

  // offsets[size + 1] and the bytes, to be saved.
  std::span<const std::int64_t> offsets() const { return terms_.offsets(); }
  std::string_view bytes() const { return terms_.bytes(); }

  std::int64_t byte_count() const { return terms_.byte_count(); }  // memory held

  // For the counting loop: ids are columns.
  const TermTable& table() const { return terms_; }

 private:
  TermTable terms_;
};

}  // namespace millrace
