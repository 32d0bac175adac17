#include "readers/query_writer.h"

#include <chrono>

#include "core/error.h"
#include "readers/arrow_stream.h"

namespace millrace::duckdb {

namespace {

Settings on_one_thread(Settings settings) {
  settings.threads = 1;
  return settings;
}

}  // namespace

QueryWriter::QueryWriter(Settings settings, std::vector<Field> fields, std::string sql)
    : database_(DatabaseInstance::create(on_one_thread(std::move(settings)))),
      fields_(std::move(fields)),
      sql_(std::move(sql)) {
  connection_ = database_->connect();
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    database_->api().disconnect(&connection_);
    throw;
  }
}

QueryWriter::~QueryWriter() {
  stop();
  {
    // DuckDB forgets an interrupt that comes before a statement begins, and one query is two: binding and running.
    constexpr std::chrono::milliseconds kAgain{20};
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kAgain, [this] { return finished_; })) database_->api().interrupt(connection_);
  }
  thread_.join();
  database_->api().disconnect(&connection_);
}

void QueryWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
    queue_.clear();
  }
  database_->api().interrupt(connection_);
  changed_.notify_all();
}

void QueryWriter::run() {
  std::exception_ptr error;
  try {
    execute();
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  error_ = error;
  finished_ = true;
  queue_.clear();
  changed_.notify_all();
}

void QueryWriter::execute() {
  const Api& api = database_->api();
  BatchStream stream(fields_, [this] { return take(); });
  if (api.arrow_scan(connection_, "batches", stream.arrow()) != kSuccess) {
    throw Error("INTERNAL", "DuckDB took no stream of batches");
  }
  Result result;
  const bool done = api.query(connection_, sql_.c_str(), &result) == kSuccess;
  const char* message = done ? nullptr : api.result_error(&result);
  const std::string reason = message ? message : "DuckDB failed without a reason";
  api.destroy_result(&result);
  if (!done) throw Error("FILE_UNWRITABLE", reason);
}

std::optional<Batch> QueryWriter::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || ended_ || !queue_.empty(); });
  if (stopped_) throw Cancelled{};
  if (queue_.empty()) return std::nullopt;
  Batch batch = std::move(queue_.front());
  queue_.pop_front();
  changed_.notify_all();
  return batch;
}

template <typename Ready>
void QueryWriter::wait(std::unique_lock<std::mutex>& lock, const RunContext& context, Ready ready) {
  // A cancel token has nobody to wake, so it is looked at.
  constexpr std::chrono::milliseconds kLook{20};
  while (!changed_.wait_for(lock, kLook, [&] { return stopped_ || finished_ || ready(); })) {
    if (context.cancel && context.cancel->cancelled()) {
      lock.unlock();
      stop();
      throw Cancelled{};
    }
  }
  if (stopped_) throw Cancelled{};
  if (error_) std::rethrow_exception(error_);
}

void QueryWriter::write(Batch batch, const RunContext& context) {
  if (batch.columns.size() != fields_.size()) throw Error("INTERNAL", "a batch with another number of columns");
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Column& column = *batch.columns[i];
    if (column.length != batch.row_count) throw Error("INTERNAL", "a column with another number of rows");
    if (column.type != fields_[i].type) {
      throw Error("COLUMN_TYPE", "column '" + fields_[i].name + "' is " + name_of(column.type) + ", not " +
                                     name_of(fields_[i].type) + " as before");
    }
  }
  std::unique_lock lock(mutex_);
  wait(lock, context, [this] { return queue_.size() < kQueuedBatches; });
  if (finished_ || ended_) throw Error("CLOSED", "the writer has finished");
  queue_.push_back(std::move(batch));
  changed_.notify_all();
}

void QueryWriter::finish(const RunContext& context) {
  std::unique_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
  wait(lock, context, [this] { return finished_; });
}

}  // namespace millrace::duckdb
