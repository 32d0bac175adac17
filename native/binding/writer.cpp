// Writing through DuckDB: a statement that is fed with batches of column handles.
#include "binding/writer.h"

#include "binding/column.h"
#include "binding/job.h"
#include "readers/query_writer.h"

namespace millrace::binding {

template <>
struct Kind<duckdb::QueryWriter> {
  static constexpr const char* name = "writer";
};

namespace {

Outcome nothing() {
  return [](Napi::Env env) -> Napi::Value { return env.Undefined(); };
}

// ({ libraryPath, tempPath, memoryBytes }, [{ name, type }], sql) → writer handle
Napi::Value open_writer(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    duckdb::Settings settings;
    settings.library_path = given.Get("libraryPath").ToString().Utf8Value();
    settings.temp_path = given.Get("tempPath").ToString().Utf8Value();
    settings.memory_bytes = given.Get("memoryBytes").ToNumber().Int64Value();
    std::vector<duckdb::Field> fields;
    const Napi::Array names = info[1].As<Napi::Array>();
    for (std::uint32_t i = 0; i < names.Length(); ++i) {
      const Napi::Object field = names.Get(i).As<Napi::Object>();
      const std::uint32_t type = field.Get("type").ToNumber().Uint32Value();
      if (type > static_cast<std::uint32_t>(Type::timestamp_us)) throw Error("INTERNAL", "no such column type");
      fields.push_back({field.Get("name").ToString().Utf8Value(), static_cast<Type>(type)});
    }
    const std::string sql = info[2].ToString().Utf8Value();
    return wrap(info.Env(), std::make_shared<duckdb::QueryWriter>(std::move(settings), std::move(fields), sql));
  });
}

// (writer, row count, column handles, job options) → promise, once there is room for the next
Napi::Value writer_write(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto writer = unwrap<duckdb::QueryWriter>(info[0]);
    duckdb::Batch batch{info[1].ToNumber().Int64Value(), {}};
    const Napi::Array columns = info[2].As<Napi::Array>();
    for (std::uint32_t i = 0; i < columns.Length(); ++i) batch.columns.push_back(unwrap<Column>(columns.Get(i)));
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads,
                     [writer, batch = std::move(batch)](const RunContext& context) -> Outcome {
                       writer->write(batch, context);
                       return nothing();
                     });
  });
}

// (writer, job options) → promise, once the statement is done
Napi::Value writer_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto writer = unwrap<duckdb::QueryWriter>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [writer](const RunContext& context) -> Outcome {
      writer->finish(context);
      return nothing();
    });
  });
}

// (writer) → promise: stops the statement and waits for its thread
Napi::Value close_writer(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto writer = unwrap<duckdb::QueryWriter>(info[0]);
    writer->stop();
    handle_of(info[0]).object.reset();
    return start_job(info.Env(), nullptr, 1,
                     [writer = std::move(writer)](const RunContext&) -> Outcome { return nothing(); });
  });
}

}  // namespace

void export_writers(Napi::Env env, Napi::Object& exports) {
  exports.Set("openWriter", Napi::Function::New<open_writer>(env));
  exports.Set("writerWrite", Napi::Function::New<writer_write>(env));
  exports.Set("writerFinish", Napi::Function::New<writer_finish>(env));
  exports.Set("closeWriter", Napi::Function::New<close_writer>(env));
}

}  // namespace millrace::binding
