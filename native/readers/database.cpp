#include "readers/database.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/error.h"
#include "parallel/pool.h"

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace millrace::duckdb {

namespace {

std::int64_t machine_memory() {
#ifdef _WIN32
  MEMORYSTATUSEX status;
  status.dwLength = sizeof(status);
  return GlobalMemoryStatusEx(&status) ? static_cast<std::int64_t>(status.ullTotalPhys) : 0;
#else
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
#endif
}

// A quarter of the machine's memory, from what a reader needs for its buffers up to 1 GiB: files are streamed, and what
// joins and aggregates need beyond that goes to disk.
std::int64_t default_memory() {
  constexpr std::int64_t kLeast = std::int64_t{512} << 20;
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  return std::clamp(machine_memory() / 4, kLeast, kMost);
}

}  // namespace

std::shared_ptr<DatabaseInstance> DatabaseInstance::open(const Settings& settings) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<DatabaseInstance>> by_path;
  const std::lock_guard lock(mutex);
  std::erase_if(by_path, [](const auto& entry) { return entry.second.expired(); });
  auto& current = by_path[settings.database_path];
  auto database = current.lock();
  if (!database || database->abandoned_) {
    database = create(settings);
    current = database;
  }
  return database;
}

std::shared_ptr<DatabaseInstance> DatabaseInstance::create(const Settings& settings) {
  return std::shared_ptr<DatabaseInstance>(new DatabaseInstance(settings));
}

DatabaseInstance::DatabaseInstance(const Settings& settings) : api_(load(settings.library_path)) {
  Config config = nullptr;
  if (api_.create_config(&config) != kSuccess) throw Error("MEMORY_EXHAUSTED", "DuckDB could not be configured");
  const auto set = [&](const char* name, const std::string& value) {
    if (api_.set_config(config, name, value.c_str()) != kSuccess) {
      api_.destroy_config(&config);
      throw Error("ENGINE_UNAVAILABLE", std::string("DuckDB does not take the setting ") + name + " = " + value);
    }
  };
  set("threads", std::to_string(settings.threads > 0 ? settings.threads : hardware_threads()));
  const std::int64_t bytes = settings.memory_bytes > 0 ? settings.memory_bytes : default_memory();
  set("memory_limit", std::to_string(bytes) + "B");
  read_ahead_bytes_ = std::clamp<std::int64_t>(bytes / 16, std::int64_t{1} << 20, std::int64_t{64} << 20);
  if (!settings.temp_path.empty()) set("temp_directory", settings.temp_path);
  set("preserve_insertion_order", "true");
  // What a file is read with is in the package: nothing is fetched while a program runs.
  set("autoinstall_known_extensions", "false");
  const bool is_file = !settings.database_path.empty();
  if (is_file) set("access_mode", "READ_ONLY");

  char* error = nullptr;
  const State state = api_.open_ext(is_file ? settings.database_path.c_str() : nullptr, &database_, config, &error);
  api_.destroy_config(&config);
  if (state != kSuccess) {
    const std::string message = error ? error : "unknown error";
    if (error) api_.free(error);
    if (is_file) throw Error("FILE_UNREADABLE", message);
    throw Error("ENGINE_UNAVAILABLE", "DuckDB did not start: " + message);
  }
  use_utc();
}

// A time without a zone means the same on every machine.
void DatabaseInstance::use_utc() {
  Connection connection = connect();
  Result result;
  const State state = api_.query(connection, "SET GLOBAL TimeZone = 'UTC'", &result);
  api_.destroy_result(&result);
  api_.disconnect(&connection);
  if (state != kSuccess) {
    api_.close(&database_);
    throw Error("ENGINE_UNAVAILABLE", "this build of DuckDB has no time zones");
  }
}

DatabaseInstance::~DatabaseInstance() {
  if (database_) api_.close(&database_);
}

Connection DatabaseInstance::connect() const {
  Connection connection = nullptr;
  if (api_.connect(database_, &connection) != kSuccess) throw Error("MEMORY_EXHAUSTED", "DuckDB took no connection");
  // What threads may have read ahead of the first of them: a row group of Parquet for each is several MiB, and with
  // DuckDB's own 1 MB they would wait for each other.
  const std::string sql = "SET streaming_buffer_size = '" + std::to_string(read_ahead_bytes_) + "B'";
  Result result;
  const State state = api_.query(connection, sql.c_str(), &result);
  api_.destroy_result(&result);
  if (state != kSuccess) {
    api_.disconnect(&connection);
    throw Error("ENGINE_UNAVAILABLE", "this build of DuckDB does not take " + sql);
  }
  return connection;
}

}  // namespace millrace::duckdb
