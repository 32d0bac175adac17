// Runs one SQL query and hands its rows over as batches of engine columns, in the query's order.
//
//   DuckDB's threads ──chunks of ≤ 2,048 rows──▶ the reader's thread ──batches──▶ queue of ≤ 4 ──▶ next()
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "parallel/pool.h"
#include "readers/batch.h"
#include "readers/database.h"

namespace millrace::duckdb {

// What a parameter of a query is bound to.
using ParameterValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, Timestamp>;

struct Parameter {
  std::string name;  // without the dollar sign; of positional ones "1", "2", …
  ParameterValue value;
};

class QueryReader {
 public:
  // Starts the query, each of whose parameters must be given, and no others. Every batch but the last holds exactly
  // `batch_rows` rows.
  QueryReader(std::shared_ptr<DatabaseInstance> database, std::string sql, std::int64_t batch_rows,
              std::vector<Parameter> parameters = {});
  // Stops the query and waits for its thread.
  ~QueryReader();
  QueryReader(const QueryReader&) = delete;
  QueryReader& operator=(const QueryReader&) = delete;

  // The columns of the result. Waits until DuckDB has bound the query. Throws as next() does.
  std::vector<Field> fields(const RunContext& context);

  // The next batch; none after the last. One caller at a time.
  // Throws Error FILE_UNREADABLE with DuckDB's message when the query fails, and Cancelled.
  std::optional<Batch> next(const RunContext& context);

  // Stops the query. Waiting calls throw Cancelled. From any thread, any number of times.
  void stop();

 private:
  static constexpr std::size_t kQueuedBatches = 4;
  static constexpr std::int64_t kMostRows = std::int64_t{1} << 31;  // rows of a batch are numbered in 32 bits
  struct Query;

  void run();
  void stream(Query& query);
  bool push(Batch batch);  // false once stopped
  template <typename Ready>
  void wait(std::unique_lock<std::mutex>& lock, const RunContext& context, Ready ready);

  const std::shared_ptr<DatabaseInstance> database_;
  const std::string sql_;
  const std::int64_t batch_rows_;
  const std::vector<Parameter> parameters_;
  Connection connection_ = nullptr;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::vector<Field>> fields_;
  std::deque<Batch> queue_;
  bool finished_ = false;
  bool stopped_ = false;
  std::exception_ptr error_;

  std::thread thread_;
};

}  // namespace millrace::duckdb
