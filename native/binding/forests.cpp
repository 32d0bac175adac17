#include "binding/forests.h"

#include "binding/bins.h"
#include "binding/buffers.h"
#include "binding/forest.h"
#include "binding/job.h"
#include "binding/transforms.h"
#include "trees/forests/train_forest.h"

namespace millrace::binding {

namespace {

trees::Criterion criterion_of(const std::string& name) {
  if (name == "gini") return trees::Criterion::gini;
  if (name == "entropy" || name == "logLoss") return trees::Criterion::entropy;
  if (name == "poisson") return trees::Criterion::poisson;
  return trees::Criterion::squared_error;
}

trees::ForestOptions options_of(const Napi::Object& given) {
  const auto number = [&](const char* key) { return given.Get(key).As<Napi::Number>().DoubleValue(); };
  const auto integer = [&](const char* key) { return given.Get(key).As<Napi::Number>().Int32Value(); };
  const auto flag = [&](const char* key) { return given.Get(key).ToBoolean().Value(); };
  trees::ForestOptions options;
  options.tree_count = integer("treeCount");
  options.class_count = integer("classCount");
  options.criterion = criterion_of(given.Get("criterion").As<Napi::String>());
  options.max_depth = integer("maxDepth");
  options.max_leaf_nodes = integer("maxLeafNodes");
  options.min_samples_split = number("minSamplesSplit");
  options.min_samples_leaf = number("minSamplesLeaf");
  options.min_weight_fraction_leaf = number("minWeightFractionLeaf");
  options.max_features = number("maxFeatures");
  options.min_impurity_decrease = number("minImpurityDecrease");
  options.random_thresholds = flag("randomThresholds");
  options.bootstrap = flag("bootstrap");
  options.max_samples = number("maxSamples");
  options.ccp_alpha = number("ccpAlpha");
  options.oob_score = flag("oobScore");
  options.seed = static_cast<std::uint64_t>(given.Get("seed").As<Napi::Number>().Int64Value());
  const Napi::Value weights = given.Get("classWeight");
  if (weights.IsString()) {
    options.class_weights = weights.As<Napi::String>().Utf8Value() == "balanced"
                                ? trees::ClassWeights::balanced
                                : trees::ClassWeights::balanced_subsample;
  } else if (!weights.IsUndefined()) {
    const auto values = span_of<double>(weights, "classWeight");
    options.class_weights = trees::ClassWeights::given;
    options.class_weight.assign(values.begin(), values.end());
  }
  return options;
}

// (bins, target list, weight list | undefined, parameters, job options, on tree) → promise of { trees, oobScore,
// oobPredictions }
Napi::Value forest_train(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<trees::BinnedMatrix>(info[0]);
    const auto target = unwrap<NumberList>(info[1]);
    const auto weight = info[2].IsExternal() ? unwrap<NumberList>(info[2]) : nullptr;
    const trees::ForestOptions options = options_of(info[3].As<Napi::Object>());
    const auto rows = static_cast<std::size_t>(matrix->row_count);
    if (target->values.size() != rows || (weight && weight->values.size() != rows)) {
      throw Error("INTERNAL", "target or weights of another length than the bins");
    }
    if (options.class_weights == trees::ClassWeights::given &&
        options.class_weight.size() != static_cast<std::size_t>(options.class_count)) {
      throw Error("INTERNAL", "class weights of another number than the classes");
    }
    const JobOptions job = job_options(info[4]);
    const Listener listener(info.Env(), info[5]);
    return start_job(info.Env(), job.token, job.threads,
                     [matrix, target, weight, options, listener](const RunContext& context) -> Outcome {
                       const trees::ForestRows given{matrix->row_count, target->values.data(),
                                                     weight ? weight->values.data() : nullptr};
                       auto trained = std::make_shared<trees::TrainedForest>(
                           trees::train_forest(*matrix, given, options, context, [&](std::int32_t done) {
                             listener.call([done](Napi::Env env) -> std::vector<napi_value> {
                               return {Napi::Number::New(env, done)};
                             });
                           }));
                       return [trained, has_oob = options.oob_score](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("trees", forest_arrays(env, trained->forest));
                         if (has_oob) {
                           out.Set("oobScore", trained->oob_score);
                           out.Set("oobPredictions", float64_array(env, trained->oob_predictions));
                         }
                         return out;
                       };
                     });
  });
}

}  // namespace

void export_forests(Napi::Env env, Napi::Object& exports) {
  exports.Set("forestTrain", Napi::Function::New<forest_train>(env));
}

}  // namespace millrace::binding
