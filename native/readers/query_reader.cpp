#include "readers/query_reader.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>

#include "core/error.h"
#include "readers/vector_appender.h"

namespace millrace::duckdb {

namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace

// What DuckDB allocates for one query, freed in reverse order.
struct QueryReader::Query {
  const Api& api;
  Statement statement = nullptr;
  Pending pending = nullptr;
  Result result;

  explicit Query(const Api& functions) : api(functions) {}
  ~Query() {
    api.destroy_result(&result);
    if (pending) api.destroy_pending(&pending);
    if (statement) api.destroy_prepare(&statement);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  [[noreturn]] static void fail(const char* message) {
    std::string text = message ? message : "DuckDB failed without a reason";
    // Where one of DuckDB's threads failed first, its message stands inside that of the query.
    constexpr std::string_view kWrapped = "Invalid Input Error: Attempting to execute an unsuccessful";
    constexpr std::string_view kInner = "\nError: ";
    if (text.starts_with(kWrapped)) {
      if (const auto inner = text.find(kInner); inner != std::string::npos) text.erase(0, inner + kInner.size());
    }
    throw Error("FILE_UNREADABLE", text);
  }

  void bind(std::uint64_t index, const ParameterValue& value) {
    const auto bound = std::visit(Overloaded{
                                      [&](std::monostate) { return api.bind_null(statement, index); },
                                      [&](bool given) { return api.bind_boolean(statement, index, given); },
                                      [&](std::int64_t given) { return api.bind_int64(statement, index, given); },
                                      [&](double given) { return api.bind_double(statement, index, given); },
                                      [&](const std::string& text) {
                                        return api.bind_varchar_length(statement, index, text.data(), text.size());
                                      },
                                      [&](Timestamp given) { return api.bind_timestamp(statement, index, given); },
                                  },
                                  value);
    if (bound != kSuccess) fail(api.prepare_error(statement));
  }

  void bind_all(const std::vector<Parameter>& parameters) {
    const std::uint64_t count = api.nparams(statement);
    std::set<std::string> taken;
    for (std::uint64_t index = 1; index <= count; ++index) {
      const char* text = api.parameter_name(statement, index);
      const std::string name = text ? text : std::to_string(index);
      if (text) api.free(const_cast<char*>(text));
      const auto found = std::ranges::find(parameters, name, &Parameter::name);
      if (found == parameters.end()) throw Error("OPTION_INVALID", "the query's parameter $" + name + " has no value");
      bind(index, found->value);
      taken.insert(name);
    }
    for (const Parameter& given : parameters) {
      if (!taken.contains(given.name)) throw Error("OPTION_INVALID", "the query has no parameter $" + given.name);
    }
  }

  void start(Connection connection, const std::string& sql, const std::vector<Parameter>& parameters) {
    if (api.prepare(connection, sql.c_str(), &statement) != kSuccess) fail(api.prepare_error(statement));
    bind_all(parameters);
    if (api.pending_prepared_streaming(statement, &pending) != kSuccess) fail(api.pending_error(pending));
    if (api.execute_pending(pending, &result) != kSuccess) fail(api.result_error(&result));
  }
};

QueryReader::QueryReader(std::shared_ptr<DatabaseInstance> database, std::string sql, std::int64_t batch_rows,
                         std::vector<Parameter> parameters)
    : database_(std::move(database)),
      sql_(std::move(sql)),
      batch_rows_(batch_rows),
      parameters_(std::move(parameters)) {
  if (batch_rows_ < 1) throw Error("OPTION_INVALID", "a batch needs at least one row");
  if (batch_rows_ > kMostRows) {
    throw Error("OPTION_INVALID", "a batch has at most " + std::to_string(kMostRows) + " rows");
  }
  connection_ = database_->connect();
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    database_->api().disconnect(&connection_);
    throw;
  }
}

QueryReader::~QueryReader() {
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

void QueryReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    stopped_ = true;
    queue_.clear();
  }
  database_->api().interrupt(connection_);
  changed_.notify_all();
}

void QueryReader::run() {
  std::exception_ptr error;
  try {
    Query query(database_->api());
    query.start(connection_, sql_, parameters_);
    stream(query);
  } catch (const Error& fault) {
    const std::string_view message = fault.what();
    if (message.starts_with("INTERNAL Error") || message.starts_with("FATAL Error")) database_->abandon();
    error = std::current_exception();
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  error_ = error;
  finished_ = true;
  changed_.notify_all();
}

void QueryReader::stream(Query& query) {
  const Api& api = database_->api();
  std::vector<Field> fields;
  std::vector<VectorAppender> appenders;
  const std::uint64_t column_count = api.column_count(&query.result);
  for (std::uint64_t column = 0; column < column_count; ++column) {
    const std::string name = api.column_name(&query.result, column);
    const TypeId id = api.column_type(&query.result, column);
    fields.push_back({name, type_of(id, name)});
    appenders.emplace_back(id, name, batch_rows_);
  }
  {
    const std::lock_guard lock(mutex_);
    fields_ = std::move(fields);
    changed_.notify_all();
  }

  std::int64_t filled = 0;
  const auto flush = [&] {
    Batch batch{filled, {}};
    for (VectorAppender& appender : appenders) batch.columns.push_back(appender.finish());
    filled = 0;
    return push(std::move(batch));
  };
  for (;;) {
    Chunk chunk = api.fetch_chunk(query.result);
    if (!chunk) break;
    const std::shared_ptr<void> owner(nullptr, [&](void*) { api.destroy_data_chunk(&chunk); });
    const auto row_count = static_cast<std::int64_t>(api.data_chunk_get_size(chunk));
    if (row_count == 0) break;
    for (std::int64_t begin = 0; begin < row_count;) {
      const std::int64_t end = std::min(row_count, begin + batch_rows_ - filled);
      for (std::size_t column = 0; column < appenders.size(); ++column) {
        const Vector vector = api.data_chunk_get_vector(chunk, column);
        appenders[column].append(api.vector_get_data(vector), api.vector_get_validity(vector), begin, end);
      }
      filled += end - begin;
      begin = end;
      if (filled == batch_rows_ && !flush()) return;
    }
  }
  // A stream that ends and a stream that fails both give no chunk; only the second has a message.
  if (const char* message = api.result_error(&query.result); message && *message) Query::fail(message);
  if (filled > 0) flush();
}

bool QueryReader::push(Batch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || queue_.size() < kQueuedBatches; });
  if (stopped_) return false;
  queue_.push_back(std::move(batch));
  changed_.notify_all();
  return true;
}

template <typename Ready>
void QueryReader::wait(std::unique_lock<std::mutex>& lock, const RunContext& context, Ready ready) {
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
}

std::vector<Field> QueryReader::fields(const RunContext& context) {
  std::unique_lock lock(mutex_);
  wait(lock, context, [this] { return fields_.has_value(); });
  if (!fields_) std::rethrow_exception(error_);
  return *fields_;
}

std::optional<Batch> QueryReader::next(const RunContext& context) {
  std::unique_lock lock(mutex_);
  wait(lock, context, [this] { return !queue_.empty(); });
  if (!queue_.empty()) {
    Batch batch = std::move(queue_.front());
    queue_.pop_front();
    changed_.notify_all();
    return batch;
  }
  if (error_) std::rethrow_exception(error_);
  return std::nullopt;
}

}  // namespace millrace::duckdb
