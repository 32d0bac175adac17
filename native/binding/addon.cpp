// The addon's table of contents.
#include <napi.h>

#include "binding/bayes.h"
#include "binding/bins.h"
#include "binding/booster.h"
#include "binding/column.h"
#include "binding/encoders.h"
#include "binding/environment.h"
#include "binding/equal_rows.h"
#include "binding/expression.h"
#include "binding/forest.h"
#include "binding/forests.h"
#include "binding/imputers.h"
#include "binding/job.h"
#include "binding/kernels.h"
#include "binding/keys.h"
#include "binding/linear.h"
#include "binding/numeric_features.h"
#include "binding/profile.h"
#include "binding/program.h"
#include "binding/reader.h"
#include "binding/reduction.h"
#include "binding/scaling.h"
#include "binding/sgd.h"
#include "binding/shap.h"
#include "binding/split.h"
#include "binding/text.h"
#include "binding/transforms.h"
#include "binding/writer.h"
#include "core/pin_library.h"
#include "simd/kernels.h"

namespace millrace::binding {

namespace {

// () → token handle
Napi::Value cancel_token(const Napi::CallbackInfo& info) { return wrap(info.Env(), std::make_shared<CancelToken>()); }

// (token handle)
Napi::Value cancel(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    unwrap<CancelToken>(info[0])->cancel();
    return info.Env().Undefined();
  });
}

// (handle): lets go of the engine's object now. Jobs that use it keep it until they are done.
Napi::Value release(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    Handle& handle = handle_of(info[0]);
    handle.object.reset();
    if (handle.bytes > 0) Napi::MemoryManagement::AdjustExternalMemory(info.Env(), -handle.bytes);
    handle.bytes = 0;
    return info.Env().Undefined();
  });
}

}  // namespace

static Napi::Object init(Napi::Env env, Napi::Object exports) {
  guarded(env, [&]() -> Napi::Value {
    pin_library();
    Environment::install(env);
    exports.Set("isa", Napi::String::New(env, kernels().isa));
    exports.Set("hardwareThreads", Napi::Number::New(env, hardware_threads()));
    exports.Set("cancelToken", Napi::Function::New<cancel_token>(env));
    exports.Set("cancel", Napi::Function::New<cancel>(env));
    exports.Set("release", Napi::Function::New<release>(env));
    export_columns(env, exports);
    export_kernels(env, exports);
    export_profile(env, exports);
    export_programs(env, exports);
    export_expressions(env, exports);
    export_transforms(env, exports);
    export_encoders(env, exports);
    export_imputers(env, exports);
    export_equal_rows(env, exports);
    export_keys(env, exports);
    export_linear(env, exports);
    export_sgd(env, exports);
    export_bayes(env, exports);
    export_bins(env, exports);
    export_boosters(env, exports);
    export_forest(env, exports);
    export_forests(env, exports);
    export_shap(env, exports);
    export_text(env, exports);
    export_readers(env, exports);
    export_scaling(env, exports);
    export_reduction(env, exports);
    export_numeric_features(env, exports);
    export_split(env, exports);
    export_writers(env, exports);
    return env.Undefined();
  });
  return exports;
}

}  // namespace millrace::binding

static Napi::Object initialise(Napi::Env env, Napi::Object exports) { return millrace::binding::init(env, exports); }

NODE_API_MODULE(millrace, initialise)
