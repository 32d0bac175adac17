// Stochastic gradient descent: a state that passes feed, or that a matrix in memory does.
#include "binding/sgd.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/transforms.h"
#include "transforms/sgd_fold.h"
#include "transforms/statistics.h"

namespace millrace::binding {

template <>
struct Kind<SgdFit> {
  static constexpr const char* name = "sgd fit";
};

namespace {

SgdLoss loss_of(const std::string& name, double epsilon) {
  if (name == "hinge") return {SgdLossKind::hinge, 1};
  if (name == "perceptron") return {SgdLossKind::hinge, 0};
  if (name == "logLoss") return {SgdLossKind::log_loss, 0};
  if (name == "modifiedHuber") return {SgdLossKind::modified_huber, 0};
  if (name == "squaredHinge") return {SgdLossKind::squared_hinge, 1};
  if (name == "squaredError") return {SgdLossKind::squared_error, 0};
  if (name == "huber") return {SgdLossKind::huber, epsilon};
  if (name == "epsilonInsensitive") return {SgdLossKind::epsilon_insensitive, epsilon};
  if (name == "squaredEpsilonInsensitive") return {SgdLossKind::squared_epsilon_insensitive, epsilon};
  throw Error("INTERNAL", "no loss '" + name + "'");
}

SgdSchedule schedule_of(const std::string& name) {
  if (name == "optimal") return SgdSchedule::optimal;
  if (name == "constant") return SgdSchedule::constant;
  if (name == "invscaling") return SgdSchedule::invscaling;
  return SgdSchedule::adaptive;
}

// (options) → state
Napi::Value sgd_create(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    SgdOptions options;
    options.loss = loss_of(text_in(given, "loss"), number_in(given, "epsilon"));
    options.l1_ratio = number_in(given, "l1Ratio");
    options.alpha = number_in(given, "alpha");
    options.penalises = given.Get("penalises").ToBoolean() && options.alpha > 0;
    options.fit_intercept = given.Get("fitIntercept").ToBoolean();
    options.schedule = schedule_of(text_in(given, "learningRate"));
    options.eta0 = number_in(given, "eta0");
    options.power_t = number_in(given, "powerT");
    options.average = static_cast<std::int64_t>(number_in(given, "average"));
    options.shuffle = given.Get("shuffle").ToBoolean();
    options.seed = static_cast<std::uint64_t>(number_in(given, "seed"));
    if (given.Get("tol").IsNumber()) options.tol = number_in(given, "tol");
    options.no_change_epochs = static_cast<int>(number_in(given, "nIterNoChange"));
    options.max_epochs = static_cast<int>(number_in(given, "maxIter"));
    options.class_count = static_cast<int>(number_in(given, "classCount"));
    options.kept_bytes = static_cast<std::int64_t>(number_in(given, "keptBytes"));
    if (given.Get("classWeights").IsTypedArray()) {
      const auto weights = span_of<double>(given.Get("classWeights"), "class weights");
      options.class_weights.assign(weights.begin(), weights.end());
    }
    return wrap(info.Env(), std::make_shared<SgdFit>(std::move(options)));
  });
}

// Runs an epoch, or what ends one, as a job → promise of { epoch, objective, finished, keepsRows }
template <typename Work>
Napi::Value epoch_job(const Napi::CallbackInfo& info, const Napi::Value& job, Work work) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto fit = unwrap<SgdFit>(info[0]);
    const JobOptions options = job_options(job);
    return start_job(info.Env(), options.token, options.threads, [fit, work](const RunContext& context) -> Outcome {
      const SgdEpoch epoch = work(*fit, context);
      return [fit, epoch](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        out.Set("epoch", epoch.epoch);
        out.Set("objective", epoch.objective);
        out.Set("finished", Napi::Boolean::New(env, fit->finished()));
        out.Set("keepsRows", Napi::Boolean::New(env, fit->keeps_rows()));
        return out;
      };
    });
  });
}

// (state, job options)
Napi::Value sgd_end_epoch(const Napi::CallbackInfo& info) {
  return epoch_job(info, info[1], [](SgdFit& fit, const RunContext& context) { return fit.end_epoch(context); });
}

// (state, job options)
Napi::Value sgd_epoch_in_memory(const Napi::CallbackInfo& info) {
  return epoch_job(info, info[1], [](SgdFit& fit, const RunContext& context) { return fit.epoch_in_memory(context); });
}

// (state, matrix, target list, weight list | undefined): epochs go over these rows, which the state keeps alive
Napi::Value sgd_use(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto fit = unwrap<SgdFit>(info[0]);
    const auto matrix = unwrap<FeatureMatrix>(info[1]);
    const auto target = unwrap<NumberList>(info[2]);
    const auto weight = info[3].IsExternal() ? unwrap<NumberList>(info[3]) : nullptr;
    const auto rows = static_cast<std::size_t>(matrix->row_count);
    if (target->values.size() != rows || (weight && weight->values.size() != rows)) {
      throw Error("INTERNAL", "target or weights of another length than the matrix");
    }
    struct Rows {
      std::shared_ptr<FeatureMatrix> matrix;
      std::shared_ptr<NumberList> target, weight;
    };
    const auto owner = std::make_shared<Rows>(Rows{matrix, target, weight});
    fit->use(std::shared_ptr<const FeatureMatrix>(owner, matrix.get()), target->values.data(),
             weight ? weight->values.data() : nullptr);
    return info.Env().Undefined();
  });
}

// (state) → { weights, intercepts, converged, columnCount, storedValues }
Napi::Value sgd_result(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Env env = info.Env();
    const auto fit = unwrap<SgdFit>(info[0]);
    std::vector<double> weights, intercepts;
    fit->store(weights, intercepts);
    Napi::Object out = Napi::Object::New(env);
    out.Set("weights", float64_array(env, weights));
    out.Set("intercepts", float64_array(env, intercepts));
    out.Set("converged", Napi::Boolean::New(env, fit->converged()));
    out.Set("storedValues", static_cast<double>(fit->stored_values()));
    return out;
  });
}

void register_sgd_operations() {
  register_operation("foldSgd", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<SgdFold>(program, assembly_of(parameters), in.at(0), in.size() > 1 ? in[1] : -1,
                             state_in<SgdFit>(parameters));
  });
}

}  // namespace

void export_sgd(Napi::Env env, Napi::Object& exports) {
  register_once<register_sgd_operations>();
  exports.Set("sgdCreate", Napi::Function::New<sgd_create>(env));
  exports.Set("sgdEndEpoch", Napi::Function::New<sgd_end_epoch>(env));
  exports.Set("sgdEpochInMemory", Napi::Function::New<sgd_epoch_in_memory>(env));
  exports.Set("sgdUse", Napi::Function::New<sgd_use>(env));
  exports.Set("sgdResult", Napi::Function::New<sgd_result>(env));
}

}  // namespace millrace::binding
