// Runs one SQL statement that reads the view `batches`, fed with batches: COPY to a file of any format DuckDB writes.
//
//   write() ──batches──▶ queue of ≤ 4 ──▶ the writer's thread, which runs DuckDB
//
// The database is one of its own with a single thread: the statement waits for batches, and must not hold up the
// threads that the readers of those batches need.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "parallel/pool.h"
#include "readers/batch.h"
#include "readers/database.h"

namespace millrace::duckdb {

class QueryWriter {
 public:
  // `settings.threads` is not used.
  QueryWriter(Settings settings, std::vector<Field> fields, std::string sql);
  // Stops the statement and waits for its thread.
  ~QueryWriter();
  QueryWriter(const QueryWriter&) = delete;
  QueryWriter& operator=(const QueryWriter&) = delete;

  // Adds rows; waits while the queue is full. Throws Error FILE_UNWRITABLE with DuckDB's message once the statement
  // failed, COLUMN_TYPE when the columns are not the fields', and Cancelled.
  void write(Batch batch, const RunContext& context);

  // Ends the rows and waits for the statement. Throws as write() does.
  void finish(const RunContext& context);

  // Stops the statement. From any thread, any number of times.
  void stop();

 private:
  static constexpr std::size_t kQueuedBatches = 4;

  void run();
  void execute();
  std::optional<Batch> take();
  template <typename Ready>
  void wait(std::unique_lock<std::mutex>& lock, const RunContext& context, Ready ready);

  const std::shared_ptr<DatabaseInstance> database_;
  const std::vector<Field> fields_;
  const std::string sql_;
  Connection connection_ = nullptr;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> queue_;
  bool ended_ = false;
  bool finished_ = false;
  bool stopped_ = false;
  std::exception_ptr error_;

  std::thread thread_;
};

}  // namespace millrace::duckdb
