// A DuckDB: in memory, which reads and writes files and holds nothing, or on a database file, which it only reads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "readers/duckdb_api.h"

namespace millrace::duckdb {

struct Settings {
  std::string library_path;       // of the libduckdb shared library
  std::string database_path;      // a DuckDB database file; empty: in memory
  std::string temp_path;          // where DuckDB may spill; made when first needed
  int threads = 0;                // 0: one for each processor
  std::int64_t memory_bytes = 0;  // 0: 512 MiB
};

class DatabaseInstance {
 public:
  // The instance on this file that is open, or a new one with these settings. It closes with its last user.
  // Throws Error ENGINE_UNAVAILABLE when DuckDB can't be loaded or started, FILE_UNREADABLE when it can't open the
  // file.
  static std::shared_ptr<DatabaseInstance> open(const Settings& settings);

  // A database of its own, beside the shared one.
  static std::shared_ptr<DatabaseInstance> create(const Settings& settings);

  ~DatabaseInstance();
  DatabaseInstance(const DatabaseInstance&) = delete;
  DatabaseInstance& operator=(const DatabaseInstance&) = delete;

  const Api& api() const { return api_; }
  Connection connect() const;

  // DuckDB refuses all work after a fault of its own: the next open() starts another database.
  void abandon() { abandoned_ = true; }

 private:
  explicit DatabaseInstance(const Settings& settings);
  void use_utc();

  const Api& api_;
  duckdb::Database database_ = nullptr;
  std::int64_t read_ahead_bytes_ = 0;
  std::atomic<bool> abandoned_{false};
};

}  // namespace millrace::duckdb
