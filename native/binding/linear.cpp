// Linear fits as jobs, and linear scoring as operations.
#include "binding/linear.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/program.h"
#include "binding/transforms.h"
#include "linear/elastic_net.h"
#include "linear/least_squares.h"
#include "linear/logistic.h"
#include "transforms/score.h"

namespace millrace::binding {

template <>
struct Kind<LinearWeights> {
  static constexpr const char* name = "linear weights";
};

namespace {

double number_in(const Napi::Object& object, const char* key) { return object.Get(key).As<Napi::Number>(); }

using Fit = std::function<LinearFit(const LinearProblem&, const RunContext&, const OnStep&)>;

LogisticOptions logistic_options(const Napi::Object& given) {
  LogisticOptions options;
  options.class_count = static_cast<int>(number_in(given, "classCount"));
  options.C = number_in(given, "C");
  options.fit_intercept = given.Get("fitIntercept").ToBoolean();
  options.max_iter = static_cast<int>(number_in(given, "maxIter"));
  options.tol = number_in(given, "tol");
  options.solver = given.Get("solver").As<Napi::String>();
  options.learning_rate = number_in(given, "learningRate");
  return options;
}

template <typename Options>
Options squared_options(const Napi::Object& given) {
  Options options;
  options.fit_intercept = given.Get("fitIntercept").ToBoolean();
  options.max_iter = static_cast<int>(number_in(given, "maxIter"));
  options.tol = number_in(given, "tol");
  options.solver = given.Get("solver").As<Napi::String>();
  options.learning_rate = number_in(given, "learningRate");
  return options;
}

ElasticNetOptions elastic_net_options(const Napi::Object& given) {
  ElasticNetOptions options;
  options.alpha = number_in(given, "alpha");
  options.l1_ratio = number_in(given, "l1Ratio");
  options.fit_intercept = given.Get("fitIntercept").ToBoolean();
  options.positive = given.Get("positive").ToBoolean();
  options.max_iter = static_cast<int>(number_in(given, "maxIter"));
  options.tol = number_in(given, "tol");
  options.solver = given.Get("solver").As<Napi::String>();
  return options;
}

Fit fit_of(const std::string& kind, const Napi::Object& given) {
  if (kind == "logistic") {
    return [options = logistic_options(given)](const auto& problem, const auto& context, const auto& on_step) {
      return fit_logistic(problem, options, context, on_step);
    };
  }
  if (kind == "ridge") {
    auto options = squared_options<RidgeOptions>(given);
    options.alpha = number_in(given, "alpha");
    return [options](const auto& problem, const auto& context, const auto& on_step) {
      return fit_ridge(problem, options, context, on_step);
    };
  }
  if (kind == "elasticNet") {
    return [options = elastic_net_options(given)](const auto& problem, const auto& context, const auto& on_step) {
      return fit_elastic_net(problem, options, context, on_step);
    };
  }
  return [options = squared_options<LeastSquaresOptions>(given)](const auto& problem, const auto& context,
                                                                 const auto& on_step) {
    return fit_least_squares(problem, options, context, on_step);
  };
}

Napi::Value result_of(Napi::Env env, const LinearFit& fit) {
  std::vector<double> history;
  for (const FitStep& step : fit.history) {
    history.insert(history.end(), {static_cast<double>(step.step), step.loss, step.gradient_norm, step.gap});
  }
  Napi::Object out = Napi::Object::New(env);
  out.Set("weights", float64_array(env, fit.weights));
  out.Set("intercepts", float64_array(env, fit.intercepts));
  out.Set("history", float64_array(env, history));
  out.Set("converged", Napi::Boolean::New(env, fit.converged));
  out.Set("solver", fit.solver);
  return out;
}

// (kind, matrix, target list, weight list | undefined, parameters, job options, on step) → promise of the fit
Napi::Value linear_fit(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Fit fit = fit_of(info[0].As<Napi::String>(), info[4].As<Napi::Object>());
    const auto matrix = unwrap<FeatureMatrix>(info[1]);
    const auto target = unwrap<NumberList>(info[2]);
    const auto weight = info[3].IsExternal() ? unwrap<NumberList>(info[3]) : nullptr;
    const auto rows = static_cast<std::size_t>(matrix->row_count);
    if (target->values.size() != rows || (weight && weight->values.size() != rows)) {
      throw Error("INTERNAL", "target or weights of another length than the matrix");
    }
    const JobOptions options = job_options(info[5]);
    const Listener listener(info.Env(), info[6]);
    return start_job(
        info.Env(), options.token, options.threads,
        [fit, matrix, target, weight, listener](const RunContext& context) -> Outcome {
          const LinearProblem problem{matrix.get(), target->values.data(), weight ? weight->values.data() : nullptr};
          auto result = std::make_shared<LinearFit>(fit(problem, context, [&](const FitStep& step) {
            listener.call([step](Napi::Env env) -> std::vector<napi_value> {
              return {Napi::Number::New(env, step.step), Napi::Number::New(env, step.loss),
                      Napi::Number::New(env, step.gradient_norm), Napi::Number::New(env, step.gap)};
            });
          }));
          return [result](Napi::Env env) { return result_of(env, *result); };
        });
  });
}

// (weights [outputs][columns], intercepts [outputs]) → handle
Napi::Value linear_weights(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto weights = span_of<double>(info[0], "weights");
    const auto intercepts = span_of<double>(info[1], "intercepts");
    if (intercepts.empty() || weights.size() % intercepts.size() != 0) {
      throw Error("MODEL_CORRUPT", "weights and intercepts do not fit together");
    }
    return wrap(info.Env(), std::make_shared<LinearWeights>(
                                weights.data(), intercepts.data(), static_cast<std::int32_t>(intercepts.size()),
                                static_cast<std::int32_t>(weights.size() / intercepts.size())));
  });
}

void register_linear_operations() {
  register_operation("linear", [](Program& program, const std::vector<Slot>&, const Napi::Object& parameters) {
    Assembly assembly = assembly_of(parameters);
    auto weights = unwrap<LinearWeights>(parameters.Get("weights"));
    if (assembly.column_count() != weights->columns()) {
      throw Error("MODEL_CORRUPT", "the model has " + std::to_string(weights->columns()) + " weights for " +
                                       std::to_string(assembly.column_count()) + " features");
    }
    const std::string output = parameters.Get("output").As<Napi::String>();
    std::optional<double> binarize;
    if (parameters.Get("binarize").IsNumber()) binarize = number_in(parameters, "binarize");
    const Slot out = program.add_slot();
    program.add(std::make_unique<ScoreLinear>(out, std::move(assembly), weights,
                                              output == "sigmoid"         ? LinearOutput::sigmoid
                                              : output == "softmax"       ? LinearOutput::softmax
                                              : output == "oneVsRest"     ? LinearOutput::one_vs_rest
                                              : output == "modifiedHuber" ? LinearOutput::modified_huber
                                                                          : LinearOutput::identity,
                                              binarize));
    return out;
  });
  register_operation("constant", [](Program& program, const std::vector<Slot>&, const Napi::Object& parameters) {
    const auto values = span_of<double>(parameters.Get("values"), "values");
    const Slot out = program.add_slot();
    program.add(std::make_unique<RepeatConstant>(out, std::vector<double>(values.begin(), values.end())));
    return out;
  });
}

}  // namespace

void export_linear(Napi::Env env, Napi::Object& exports) {
  register_once<register_linear_operations>();
  exports.Set("linearFit", Napi::Function::New<linear_fit>(env));
  exports.Set("linearWeights", Napi::Function::New<linear_weights>(env));
}

}  // namespace millrace::binding
