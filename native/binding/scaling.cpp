// Scalers: their operations, folds, and the states they fill.
#include "binding/scaling.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "core/normal_quantile.h"
#include "transforms/row_norms.h"
#include "transforms/scaling.h"

namespace millrace::binding {

namespace {

void register_scaling_operations() {
  register_operation("rescale", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<RescaleNumbers>(program, in.at(0), number_in(parameters, "scale"),
                                      number_in(parameters, "offset"), number_in(parameters, "low"),
                                      number_in(parameters, "high"));
  });
  register_operation("log1p", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<Log1pNumbers>(program, in.at(0), text_in(parameters, "name"));
  });
  register_operation("mapQuantiles", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<MapQuantiles>(program, in.at(0), numbers_in(parameters, "quantiles"),
                                    parameters.Get("normal").ToBoolean().Value());
  });
  // Slots of numbers first, then `sparse` slots of sparse rows.
  register_operation("rowNorms", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const auto first = in.end() - static_cast<std::ptrdiff_t>(number_in(parameters, "sparse"));
    const Slot out = program.add_slot();
    program.add(std::make_unique<RowNorms>(Slots(in.begin(), first), Slots(first, in.end()), out,
                                           norm_named(text_in(parameters, "norm"))));
    return out;
  });
  register_operation("divide", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<DivideNumbers>(program, in.at(0), in.at(1));
  });
  register_operation("divideSparseRows", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<DivideSparseRows>(program, in.at(0), in.at(1));
  });
  register_operation("scaleSparse", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<ScaleSparse>(program, in.at(0), numbers_in(parameters, "scales"));
  });
  register_operation("sampleKeys", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<SampleKeys>(program, in.at(0), static_cast<std::uint64_t>(number_in(parameters, "seed")));
  });
  register_operation("foldExtrema", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<ExtremaFold>(program, in.at(0), state_in<Extrema>(parameters));
  });
  register_operation("foldQuantiles", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<QuantilesFold>(program, in.at(0), state_in<NumberQuantiles>(parameters));
  });
  register_operation("foldSample", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<NumberSampleFold>(program, in.at(0), in.at(1), state_in<NumberSample>(parameters));
  });
  register_operation("foldSparseExtrema", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<SparseExtremaFold>(program, in.at(0), state_in<SparseExtrema>(parameters));
  });
  register_operation("foldSparseMoments", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<SparseMomentsFold>(program, in.at(0), in.size() > 1 ? in[1] : -1,
                                       state_in<SparseMoments>(parameters));
  });
}

// (a size) → a new, empty state of it
template <typename T>
Napi::Value create_sized(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return wrap(info.Env(), std::make_shared<T>(static_cast<std::size_t>(info[0].As<Napi::Number>().Int64Value())));
  });
}

// (extrema) → { any, min, max }
Napi::Value extrema_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Extrema::Result result = unwrap<Extrema>(info[0])->finish();
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("any", result.any);
    out.Set("min", result.min);
    out.Set("max", result.max);
    return out;
  });
}

// (a state, job options) → promise of sorted numbers
template <typename T>
Napi::Value finish_sorted(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<T>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [state](const RunContext&) -> Outcome {
      auto sorted = std::make_shared<SortedNumbers>(state->finish());
      return [sorted](Napi::Env env) -> Napi::Value {
        const std::size_t count = sorted->values.size() + sorted->ends.size();
        return wrap(env, sorted, static_cast<std::int64_t>(count * sizeof(double)));
      };
    });
  });
}

// (sorted numbers) → { count, exact }
Napi::Value sorted_info(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto sorted = unwrap<SortedNumbers>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("count", static_cast<double>(sorted->count()));
    out.Set("exact", sorted->is_exact);
    return out;
  });
}

// (sorted numbers, probabilities, method) → Float64Array
Napi::Value sorted_quantiles(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto sorted = unwrap<SortedNumbers>(info[0]);
    const QuantileMethod method = quantile_method(info[2].As<Napi::String>());
    std::vector<double> quantiles;
    for (const double q : span_of<double>(info[1], "probabilities")) quantiles.push_back(sorted->quantile(q, method));
    return float64_array(info.Env(), quantiles);
  });
}

// (probability) → what a standard normal variable stays below with it
Napi::Value normal_quantile_of(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), normal_quantile(info[0].As<Napi::Number>()));
}

// (sparse extrema) → Float64Array[width]
Napi::Value sparse_extrema_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(),
                 [&]() -> Napi::Value { return float64_array(info.Env(), unwrap<SparseExtrema>(info[0])->finish()); });
}

// (sparse moments) → { weight, means, variances }
Napi::Value sparse_moments_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const SparseMoments::Result result = unwrap<SparseMoments>(info[0])->finish();
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("weight", result.weight);
    out.Set("means", float64_array(info.Env(), result.means));
    out.Set("variances", float64_array(info.Env(), result.variances));
    return out;
  });
}

}  // namespace

void export_scaling(Napi::Env env, Napi::Object& exports) {
  register_once<register_scaling_operations>();
  exports.Set("extrema", Napi::Function::New<create<Extrema>>(env));
  exports.Set("extremaFinish", Napi::Function::New<extrema_finish>(env));
  exports.Set("numberQuantiles", Napi::Function::New<create<NumberQuantiles>>(env));
  exports.Set("numberQuantilesFinish", Napi::Function::New<finish_sorted<NumberQuantiles>>(env));
  exports.Set("numberSample", Napi::Function::New<create_sized<NumberSample>>(env));
  exports.Set("numberSampleFinish", Napi::Function::New<finish_sorted<NumberSample>>(env));
  exports.Set("sortedInfo", Napi::Function::New<sorted_info>(env));
  exports.Set("sortedQuantiles", Napi::Function::New<sorted_quantiles>(env));
  exports.Set("normalQuantile", Napi::Function::New<normal_quantile_of>(env));
  exports.Set("sparseExtrema", Napi::Function::New<create_sized<SparseExtrema>>(env));
  exports.Set("sparseExtremaFinish", Napi::Function::New<sparse_extrema_finish>(env));
  exports.Set("sparseMoments", Napi::Function::New<create_sized<SparseMoments>>(env));
  exports.Set("sparseMomentsFinish", Napi::Function::New<sparse_moments_finish>(env));
}

}  // namespace millrace::binding
