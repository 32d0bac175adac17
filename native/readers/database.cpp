#include "readers/database.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/error.h"
#include "parallel/pool.h"

namespace millrace::duckdb {

namespace {

// Enough for a reader's buffers: files are streamed, and what joins and aggregates need beyond it goes to disk. At 1
// GiB a CSV of 10 GB had 1.4 GiB resident in all.
constexpr std::int64_t kDefaultMemory = std::int64_t{512} << 20;

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
  const std::int64_t bytes = settings.memory_bytes > 0 ? settings.memory_bytes : kDefaultMemory;
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
