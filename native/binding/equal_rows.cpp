// Rows that repeat others.
#include "binding/equal_rows.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "transforms/equal_rows.h"

namespace millrace::binding {

template <>
struct Kind<EqualRows> {
  static constexpr const char* name = "equal rows";
};

namespace {

// (equal rows, 'first' | 'last' | 'none', job options) → promise of Float64Array: positions of the rows that go
Napi::Value equal_rows_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<EqualRows>(info[0]);
    const std::string name = info[1].As<Napi::String>();
    const auto keep = name == "first"  ? EqualRows::Keep::first
                      : name == "last" ? EqualRows::Keep::last
                                       : EqualRows::Keep::none;
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [state, keep](const RunContext& context) -> Outcome {
      return [rows = state->repeated(keep, context)](Napi::Env env) -> Napi::Value { return float64_array(env, rows); };
    });
  });
}

void register_row_operations() {
  register_operation("foldEqualRows", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<EqualRowsFold>(program, in, state_in<EqualRows>(parameters));
  });
}

}  // namespace

void export_equal_rows(Napi::Env env, Napi::Object& exports) {
  register_once<register_row_operations>();
  exports.Set("equalRows", Napi::Function::New<create<EqualRows>>(env));
  exports.Set("equalRowsFinish", Napi::Function::New<equal_rows_finish>(env));
}

}  // namespace millrace::binding
