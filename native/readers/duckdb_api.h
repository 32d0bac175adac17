// The part of DuckDB's C API in use, declared here because its npm package ships the library without a header.
// Names, layouts and numbers follow https://duckdb.org/docs/stable/clients/c/api, as of DuckDB 1.5.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

struct ArrowArrayStream;

namespace millrace::duckdb {

using Database = struct DatabaseOpaque*;
using Connection = struct ConnectionOpaque*;
using Config = struct ConfigOpaque*;
using Statement = struct StatementOpaque*;
using Pending = struct PendingOpaque*;
using Chunk = struct ChunkOpaque*;
using Vector = struct VectorOpaque*;

enum State : int { kSuccess = 0, kFailure = 1 };

// Most rows of one vector, as DuckDB is built everywhere.
inline constexpr std::int64_t kVectorRows = 2048;

// Passed by value and by address; every member but the last is deprecated and none is read here.
struct Result {
  std::uint64_t column_count = 0;
  std::uint64_t row_count = 0;
  std::uint64_t rows_changed = 0;
  void* columns = nullptr;
  char* error_message = nullptr;
  void* internal_data = nullptr;
};

// The ids of the column types that the reader takes.
enum class TypeId : int {
  boolean = 1,
  tinyint = 2,
  smallint = 3,
  integer = 4,
  bigint = 5,
  utinyint = 6,
  usmallint = 7,
  uinteger = 8,
  ubigint = 9,
  real = 10,
  double_precision = 11,
  timestamp = 12,  // int64 microseconds
  date = 13,       // int32 days
  varchar = 17,
  timestamp_s = 20,
  timestamp_ms = 21,
  timestamp_ns = 22,
  timestamp_tz = 31,  // int64 microseconds, UTC
  sql_null = 36,      // a column of nothing but nulls
};

// One string of a VARCHAR vector: up to 12 bytes are stored in place, longer ones behind a pointer after a prefix.
struct String {
  static constexpr std::uint32_t kInlineBytes = 12;
  std::uint32_t length;
  char bytes[kInlineBytes];  // the string, or char prefix[4] and a pointer

  const char* data() const {
    if (length <= kInlineBytes) return bytes;
    const char* pointer;
    std::memcpy(&pointer, bytes + 4, sizeof(pointer));
    return pointer;
  }
};
static_assert(sizeof(String) == 16);

// Microseconds since 1970.
struct Timestamp {
  std::int64_t microseconds;
};

// The functions, under their C names without the prefix `duckdb_`.
struct Api {
  State (*create_config)(Config*);
  State (*set_config)(Config, const char* name, const char* value);
  void (*destroy_config)(Config*);
  State (*open_ext)(const char* path, Database*, Config, char** error);
  void (*close)(Database*);
  void (*free)(void*);
  State (*connect)(Database, Connection*);
  void (*disconnect)(Connection*);
  void (*interrupt)(Connection);
  State (*query)(Connection, const char* sql, Result*);
  State (*prepare)(Connection, const char* sql, Statement*);
  const char* (*prepare_error)(Statement);
  std::uint64_t (*nparams)(Statement);
  const char* (*parameter_name)(Statement, std::uint64_t index);  // from 1; to be freed
  State (*bind_null)(Statement, std::uint64_t index);
  State (*bind_boolean)(Statement, std::uint64_t index, bool);
  State (*bind_int64)(Statement, std::uint64_t index, std::int64_t);
  State (*bind_double)(Statement, std::uint64_t index, double);
  State (*bind_varchar_length)(Statement, std::uint64_t index, const char* text, std::uint64_t length);
  State (*bind_timestamp)(Statement, std::uint64_t index, Timestamp);
  void (*destroy_prepare)(Statement*);
  State (*pending_prepared_streaming)(Statement, Pending*);
  const char* (*pending_error)(Pending);
  State (*execute_pending)(Pending, Result*);
  void (*destroy_pending)(Pending*);
  const char* (*result_error)(Result*);
  void (*destroy_result)(Result*);
  std::uint64_t (*column_count)(Result*);
  const char* (*column_name)(Result*, std::uint64_t column);
  TypeId (*column_type)(Result*, std::uint64_t column);
  Chunk (*fetch_chunk)(Result);
  void (*destroy_data_chunk)(Chunk*);
  std::uint64_t (*data_chunk_get_size)(Chunk);
  Vector (*data_chunk_get_vector)(Chunk, std::uint64_t column);
  void* (*vector_get_data)(Vector);
  std::uint64_t* (*vector_get_validity)(Vector);  // null when every row is valid
  // Makes a view of a stream in Arrow's C layout. The stream must outlive its use.
  State (*arrow_scan)(Connection, const char* view, ::ArrowArrayStream*);
};

// Loads the shared library once for the process, and never unloads it.
// Throws Error ENGINE_UNAVAILABLE when it can't be loaded or lacks a function.
const Api& load(const std::string& library_path);

}  // namespace millrace::duckdb
