// Bins, splines, products and powers of numbers.
#include "binding/numeric_features.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/scaling.h"
#include "transforms/bin_numbers.h"
#include "transforms/cluster_edges.h"
#include "transforms/power.h"
#include "transforms/products.h"
#include "transforms/splines.h"

namespace millrace::binding {

namespace {

bool flag_in(const Napi::Object& object, const char* key) { return object.Get(key).ToBoolean().Value(); }

void register_numeric_operations() {
  register_operation("multiply", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<MultiplyNumbers>(program, in.at(0), in.at(1));
  });
  register_operation("constantNumbers", [](Program& program, const Slots&, const Napi::Object& parameters) {
    const Slot out = program.add_slot();
    program.add(std::make_unique<ConstantNumbers>(out, number_in(parameters, "value")));
    return out;
  });
  register_operation("bin", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<BinNumbers>(program, in.at(0),
                                  BinEdges{numbers_in(parameters, "edges"), flag_in(parameters, "hasOuter"),
                                           flag_in(parameters, "rightClosed"), flag_in(parameters, "includeEnds")});
  });
  register_operation("codesAsNumbers", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<CodesAsNumbers>(program, in.at(0));
  });
  // Writes as many slots as the basis has splines to give, one behind the other.
  register_operation("splines", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    SplineBasis basis{numbers_in(parameters, "knots"),
                      static_cast<int>(number_in(parameters, "degree")),
                      extrapolation_named(text_in(parameters, "extrapolation")),
                      flag_in(parameters, "includeBias"),
                      flag_in(parameters, "missingAsZeros"),
                      text_in(parameters, "name")};
    const std::size_t count = EvaluateSplines::output_count(basis);
    if (count != static_cast<std::size_t>(number_in(parameters, "outputs"))) {
      throw Error("MODEL_CORRUPT", "a splineTransformer whose knots do not fit its splines");
    }
    const Slot first = program.add_slot();
    for (std::size_t i = 1; i < count; ++i) program.add_slot();
    program.add(std::make_unique<EvaluateSplines>(in.at(0), first, std::move(basis)));
    return first;
  });
  register_operation("power", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<PowerNumbers>(program, in.at(0), power_method(text_in(parameters, "method")),
                                    number_in(parameters, "lambda"), number_in(parameters, "shift"),
                                    number_in(parameters, "scale"), text_in(parameters, "name"));
  });
  register_operation("powerLogarithms", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<PowerLogarithms>(program, in.at(0), power_method(text_in(parameters, "method")));
  });
}

// (sorted numbers, clusters, job options) → promise of Float64Array[clusters]
Napi::Value sorted_cluster_centres(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto sorted = unwrap<SortedNumbers>(info[0]);
    const auto count = static_cast<std::size_t>(info[1].As<Napi::Number>().Int64Value());
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [sorted, count](const RunContext&) -> Outcome {
      return [centres = cluster_centres(*sorted, count)](Napi::Env env) -> Napi::Value {
        return float64_array(env, centres);
      };
    });
  });
}

// (sorted numbers, method, job options) → promise of { lambda, mean, variance, greatestLogarithm }
Napi::Value sorted_power_fit(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto sorted = unwrap<SortedNumbers>(info[0]);
    const PowerMethod method = power_method(info[1].As<Napi::String>());
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [sorted, method](const RunContext&) -> Outcome {
      return [fit = fit_power(*sorted, method)](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        out.Set("lambda", fit.lambda);
        out.Set("mean", fit.mean);
        out.Set("variance", fit.variance);
        out.Set("greatestLogarithm", fit.greatest_logarithm);
        return out;
      };
    });
  });
}

}  // namespace

void export_numeric_features(Napi::Env env, Napi::Object& exports) {
  register_once<register_numeric_operations>();
  exports.Set("sortedClusterCentres", Napi::Function::New<sorted_cluster_centres>(env));
  exports.Set("sortedPowerFit", Napi::Function::New<sorted_power_fit>(env));
}

}  // namespace millrace::binding
