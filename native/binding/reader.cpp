// Reading through DuckDB: a database, a query on it, its batches as column handles.
#include "binding/reader.h"

#include <cmath>

#include "binding/column.h"
#include "binding/job.h"
#include "readers/query_reader.h"

namespace millrace::binding {

template <>
struct Kind<duckdb::DatabaseInstance> {
  static constexpr const char* name = "database";
};

template <>
struct Kind<duckdb::QueryReader> {
  static constexpr const char* name = "reader";
};

namespace {

duckdb::ParameterValue parameter_value(const Napi::Value& given) {
  if (given.IsBoolean()) return given.As<Napi::Boolean>().Value();
  if (given.IsBigInt()) {
    bool lossless = false;
    const std::int64_t value = given.As<Napi::BigInt>().Int64Value(&lossless);
    if (!lossless) throw Error("OPTION_INVALID", "a parameter is an integer of more than 64 bits");
    return value;
  }
  if (given.IsNumber()) {
    // LIMIT takes whole numbers only, and JavaScript has no type of its own for them.
    constexpr double kMostExact = 9007199254740992.0;
    const double value = given.As<Napi::Number>().DoubleValue();
    if (std::trunc(value) == value && std::abs(value) <= kMostExact) return static_cast<std::int64_t>(value);
    return value;
  }
  if (given.IsString()) return given.As<Napi::String>().Utf8Value();
  if (given.IsDate()) {
    return duckdb::Timestamp{static_cast<std::int64_t>(given.As<Napi::Date>().ValueOf() * 1000)};
  }
  return std::monostate{};
}

// { name: value }
std::vector<duckdb::Parameter> parameters_of(const Napi::Value& given) {
  std::vector<duckdb::Parameter> parameters;
  if (!given.IsObject()) return parameters;
  const Napi::Object object = given.As<Napi::Object>();
  const Napi::Array names = object.GetPropertyNames();
  for (std::uint32_t i = 0; i < names.Length(); ++i) {
    const Napi::Value name = names.Get(i);
    parameters.push_back({name.ToString().Utf8Value(), parameter_value(object.Get(name))});
  }
  return parameters;
}

// ({ libraryPath, databasePath, tempPath, threads, memoryBytes }) → database handle
Napi::Value open_database(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    duckdb::Settings settings;
    settings.library_path = given.Get("libraryPath").ToString().Utf8Value();
    settings.database_path = given.Get("databasePath").ToString().Utf8Value();
    settings.temp_path = given.Get("tempPath").ToString().Utf8Value();
    settings.threads = given.Get("threads").ToNumber().Int32Value();
    settings.memory_bytes = given.Get("memoryBytes").ToNumber().Int64Value();
    return wrap(info.Env(), duckdb::DatabaseInstance::open(settings));
  });
}

// (database, sql, batch rows, { parameter: value } | undefined) → reader handle
Napi::Value open_reader(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto database = unwrap<duckdb::DatabaseInstance>(info[0]);
    const std::string sql = info[1].ToString().Utf8Value();
    const std::int64_t batch_rows = info[2].ToNumber().Int64Value();
    return wrap(info.Env(),
                std::make_shared<duckdb::QueryReader>(std::move(database), sql, batch_rows, parameters_of(info[3])));
  });
}

// (reader, job options) → promise of [{ name, type }]
Napi::Value reader_fields(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto reader = unwrap<duckdb::QueryReader>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [reader](const RunContext& context) -> Outcome {
      return [fields = reader->fields(context)](Napi::Env env) -> Napi::Value {
        Napi::Array out = Napi::Array::New(env, fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
          Napi::Object field = Napi::Object::New(env);
          field.Set("name", fields[i].name);
          field.Set("type", static_cast<std::uint32_t>(fields[i].type));
          out.Set(static_cast<std::uint32_t>(i), field);
        }
        return out;
      };
    });
  });
}

// (reader, job options) → promise of { rowCount, columns: column handles } | undefined
Napi::Value reader_next(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto reader = unwrap<duckdb::QueryReader>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [reader](const RunContext& context) -> Outcome {
      return [batch = reader->next(context)](Napi::Env env) -> Napi::Value {
        if (!batch) return env.Undefined();
        Napi::Object out = Napi::Object::New(env);
        Napi::Array columns = Napi::Array::New(env, batch->columns.size());
        for (std::size_t i = 0; i < batch->columns.size(); ++i) {
          columns.Set(static_cast<std::uint32_t>(i), wrap_column(env, batch->columns[i]));
        }
        out.Set("rowCount", static_cast<double>(batch->row_count));
        out.Set("columns", columns);
        return out;
      };
    });
  });
}

// (reader) → promise: stops the query and waits for its thread
Napi::Value close_reader(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto reader = unwrap<duckdb::QueryReader>(info[0]);
    reader->stop();
    handle_of(info[0]).object.reset();
    return start_job(info.Env(), nullptr, 1, [reader = std::move(reader)](const RunContext&) -> Outcome {
      return [](Napi::Env env) -> Napi::Value { return env.Undefined(); };
    });
  });
}

}  // namespace

void export_readers(Napi::Env env, Napi::Object& exports) {
  exports.Set("openDatabase", Napi::Function::New<open_database>(env));
  exports.Set("openReader", Napi::Function::New<open_reader>(env));
  exports.Set("readerFields", Napi::Function::New<reader_fields>(env));
  exports.Set("readerNext", Napi::Function::New<reader_next>(env));
  exports.Set("closeReader", Napi::Function::New<close_reader>(env));
}

}  // namespace millrace::binding
