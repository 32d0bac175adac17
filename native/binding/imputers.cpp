// Imputers: which values are missing, and what the nearest rows hold there.
#include "binding/imputers.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "transforms/missing_values.h"

namespace millrace::binding {

namespace {

std::size_t size_in(const Napi::Object& object, const char* key) {
  return static_cast<std::size_t>(object.Get(key).As<Napi::Number>().Int64Value());
}

void register_imputer_operations() {
  register_operation("missingOfColumn", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<MissingOfColumn>(program, in.at(0));
  });
  register_operation("refuseMissing", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<RefuseMissing>(program, in.at(0), text_in(parameters, "name"));
  });
  register_operation("sampleRows", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const auto state = state_in<RowSample>(parameters);
    if (in.size() != state->width() + 1) throw Error("INTERNAL", "a row sample of another number of columns");
    return add_fold<SampleRows>(program, Slots(in.begin(), in.end() - 1), in.back(), state);
  });
  register_operation("fillFromNeighbors", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const Slot out = program.add_slot();
    program.add(std::make_unique<FillFromNeighbors>(in, out, unwrap<NeighborRows>(parameters.Get("rows"))));
    return out;
  });
  register_operation("pickNumbers", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<PickNumbers>(program, in.at(0), size_in(parameters, "index"), size_in(parameters, "width"));
  });
}

// (columns, most rows, seed) → row sample
Napi::Value row_sample(const Napi::CallbackInfo& info) {
  return wrap(info.Env(),
              std::make_shared<RowSample>(static_cast<std::size_t>(info[0].As<Napi::Number>().Int64Value()),
                                          static_cast<std::size_t>(info[1].As<Napi::Number>().Int64Value()),
                                          static_cast<std::uint64_t>(info[2].As<Napi::Number>().Int64Value())));
}

// (row sample, job options) → promise of Float64Array[rows · columns], row-major
Napi::Value row_sample_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<RowSample>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [state](const RunContext&) -> Outcome {
      auto values = std::make_shared<std::vector<double>>(state->finish());
      return [values](Napi::Env env) -> Napi::Value { return float64_array(env, *values); };
    });
  });
}

// ({ values: Float64Array[rows · columns], columns, neighbors, byDistance }) → neighbor rows
Napi::Value neighbor_rows(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    const auto values = span_of<double>(given.Get("values"), "rows");
    const std::size_t width = size_in(given, "columns");
    if (width == 0 || values.size() % width != 0) throw Error("MODEL_CORRUPT", "rows of another number of columns");
    return wrap(info.Env(),
                std::make_shared<NeighborRows>(values.data(), values.size() / width, width, size_in(given, "neighbors"),
                                               given.Get("byDistance").ToBoolean().Value()));
  });
}

}  // namespace

void export_imputers(Napi::Env env, Napi::Object& exports) {
  register_once<register_imputer_operations>();
  exports.Set("rowSample", Napi::Function::New<row_sample>(env));
  exports.Set("rowSampleFinish", Napi::Function::New<row_sample_finish>(env));
  exports.Set("neighborRows", Napi::Function::New<neighbor_rows>(env));
}

}  // namespace millrace::binding
