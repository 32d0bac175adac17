#include "binding/shap.h"

#include "binding/buffers.h"
#include "binding/forest.h"
#include "binding/job.h"
#include "trees/model/shap.h"

namespace millrace::binding {

template <>
struct Kind<trees::ShapForest> {
  static constexpr const char* name = "explained trees";
};

namespace {

// (forest) → explained trees
Napi::Value shap_create(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return wrap(info.Env(), std::make_shared<trees::ShapForest>(unwrap<trees::CompiledForest>(info[0])));
  });
}

// (explained trees) → base scores [outputs]
Napi::Value shap_base(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return float64_array(info.Env(), unwrap<trees::ShapForest>(info[0])->base());
  });
}

// (explained trees, rows [rows][features that splits read], 'values' or 'interactions', job options) → promise of
// [rows][outputs][features], or of [rows][outputs][features][features]
Napi::Value shap_run(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto forest = unwrap<trees::ShapForest>(info[0]);
    const auto given = span_of<double>(info[1], "rows");
    const bool are_pairs = info[2].As<Napi::String>().Utf8Value() == "interactions";
    const JobOptions options = job_options(info[3]);
    const std::size_t features = forest->feature_count();
    if (features == 0 ? !given.empty() : given.size() % features != 0) throw Error("INTERNAL", "rows of another width");
    const auto rows = std::make_shared<std::vector<double>>(given.begin(), given.end());
    return start_job(info.Env(), options.token, options.threads,
                     [forest, rows, are_pairs, features](const RunContext& context) -> Outcome {
                       const std::size_t count = features == 0 ? 0 : rows->size() / features;
                       const std::size_t width = forest->output_count() * features * (are_pairs ? features : 1);
                       const auto out = std::make_shared<std::vector<double>>(count * width);
                       if (are_pairs) {
                         forest->interactions(context, rows->data(), count, out->data());
                       } else {
                         forest->values(context, rows->data(), count, out->data());
                       }
                       return [out](Napi::Env env) { return float64_array(env, *out); };
                     });
  });
}

}  // namespace

void export_shap(Napi::Env env, Napi::Object& exports) {
  exports.Set("shapCreate", Napi::Function::New<shap_create>(env));
  exports.Set("shapBase", Napi::Function::New<shap_base>(env));
  exports.Set("shapRun", Napi::Function::New<shap_run>(env));
}

}  // namespace millrace::binding
