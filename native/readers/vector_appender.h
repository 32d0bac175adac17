// Gathers DuckDB's vectors of up to 2,048 rows into one engine column of a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/column.h"
#include "readers/duckdb_api.h"

namespace millrace::duckdb {

// The column type that a DuckDB type is read as.
// Throws Error COLUMN_TYPE, naming the column, for a type outside the closed list.
Type type_of(TypeId id, const std::string& column_name);

class VectorAppender {
 public:
  VectorAppender(TypeId id, std::string column_name, std::int64_t capacity);

  // Appends rows begin … end - 1 of a flat vector. At most `capacity` rows fit before finish().
  // validity: one bit a row, least significant first, 1 = valid; null when every row is valid.
  // Throws Error BATCH_TOO_LARGE over 2 GiB of text, VALUE_INFINITE for DuckDB's infinite dates.
  void append(const void* data, const std::uint64_t* validity, std::int64_t begin, std::int64_t end);

  // The rows so far; the appender starts anew.
  ColumnPtr finish();

 private:
  void append_validity(const std::uint64_t* validity, std::int64_t begin, std::int64_t end);
  void append_bits(const std::uint8_t* flags, const std::uint64_t* validity, std::int64_t begin, std::int64_t end);
  void append_text(const String* strings, const std::uint64_t* validity, std::int64_t begin, std::int64_t end);
  void append_days(const std::int32_t* days, const std::uint64_t* validity, std::int64_t begin, std::int64_t end);
  void append_times(const std::int64_t* times, const std::uint64_t* validity, std::int64_t begin, std::int64_t end);
  [[noreturn]] void refuse_infinite() const;
  void start();

  const TypeId id_;
  const Type type_;
  const std::string column_name_;
  const std::int64_t capacity_;
  std::int64_t length_ = 0;
  std::int64_t null_count_ = 0;
  Bytes validity_;  // allocated at the first null, all rows before it set
  Bytes offsets_;   // utf8 only: i32[capacity + 1]
  Bytes data_;
  std::size_t text_bytes_ = 0;  // of the last batch: the next one holds about as much
};

}  // namespace millrace::duckdb
