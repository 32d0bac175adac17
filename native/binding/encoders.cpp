// Encoders of categories: what they make of codes, hashed categories, and target encoding.
#include "binding/encoders.h"

#include <memory>

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/transforms.h"
#include "transforms/code_maps.h"
#include "transforms/hash_categories.h"

namespace millrace::binding {

namespace {

std::int32_t code_in(const Napi::Object& object, const char* key) {
  return object.Get(key).As<Napi::Number>().Int32Value();
}

std::uint32_t count_in(const Napi::Object& object, const char* key) {
  return object.Get(key).As<Napi::Number>().Uint32Value();
}

std::uint64_t seed_in(const Napi::Object& object) {
  return static_cast<std::uint64_t>(object.Get("seed").As<Napi::Number>().Int64Value());
}

// A list of numbers in engine memory, which it keeps alive.
std::shared_ptr<const std::vector<double>> list_in(const Napi::Object& object, const char* key) {
  const auto list = unwrap<NumberList>(object.Get(key));
  return {list, &list->values};
}

void register_encoder_operations() {
  register_operation("numbersOfCodes", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<NumbersOfCodes>(
        program, in.at(0),
        NumbersOfCodes::Table{list_in(parameters, "numbers"), count_in(parameters, "stride"),
                              count_in(parameters, "offset"), number_in(parameters, "missing"),
                              number_in(parameters, "unseen")});
  });
  register_operation("recodeCategories", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const auto codes = span_of<std::int32_t>(parameters.Get("codes"), "codes");
    return add_writer<RecodeCategories>(program, in.at(0), Codes(codes.begin(), codes.end()),
                                        code_in(parameters, "missing"), code_in(parameters, "unseen"));
  });
  register_operation("textsOfCodes", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<TextsOfCodes>(program, in.at(0), unwrap<Categories>(parameters.Get("texts")),
                                    text_in(parameters, "unseen"));
  });
  register_operation("refuseUnseen", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<RefuseUnseen>(program, in.at(0), in.at(1), text_in(parameters, "name"),
                                  parameters.Get("missingToo").ToBoolean().Value());
  });
  register_operation("hashCategories", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    HashCategories::Options options{
        {}, count_in(parameters, "columnCount"), parameters.Get("alternateSign").ToBoolean().Value(), std::nullopt};
    const Napi::Array names = parameters.Get("names").As<Napi::Array>();
    for (std::uint32_t i = 0; i < names.Length(); ++i) options.names.push_back(names.Get(i).As<Napi::String>());
    if (parameters.Get("missing").IsString()) options.missing = text_in(parameters, "missing");
    const Slot out = program.add_slot();
    program.add(std::make_unique<HashCategories>(in, out, std::move(options)));
    return out;
  });
  register_operation("foldTarget", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<TargetFold>(program, in.at(0), in.at(1), in.at(2), state_in<TargetStatistics>(parameters));
  });
  register_operation("crossEncode", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const auto means = span_of<double>(parameters.Get("means"), "fold means");
    CrossEncode::Table table{list_in(parameters, "encodings"),
                             {means.begin(), means.end()},
                             count_in(parameters, "outputs"),
                             count_in(parameters, "output")};
    const Slot out = program.add_slot();
    program.add(std::make_unique<CrossEncode>(
        in.at(0), in.at(1), out, RowFolds(seed_in(parameters), count_in(parameters, "folds")), std::move(table)));
    return out;
  });
}

// ({ column, target, isClass, folds, seed }) → target statistics
Napi::Value target_statistics(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    return wrap(info.Env(), std::make_shared<TargetStatistics>(TargetStatistics::Options{
                                text_in(given, "column"), text_in(given, "target"),
                                given.Get("isClass").ToBoolean().Value(), count_in(given, "folds"), seed_in(given)}));
  });
}

Napi::Value number_list(Napi::Env env, std::vector<double> values) {
  auto list = std::make_shared<NumberList>();
  list->values = std::move(values);
  const auto bytes = static_cast<std::int64_t>(list->values.size() * sizeof(double));
  return wrap(env, std::move(list), bytes);
}

// (target statistics, smooth | undefined, two classes make one output, job options) → promise of what it learnt
Napi::Value target_statistics_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<TargetStatistics>(info[0]);
    std::optional<double> smooth;
    if (info[1].IsNumber()) smooth = info[1].As<Napi::Number>();
    const bool one_output = info[2].ToBoolean();
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads,
                     [state, smooth, one_output](const RunContext&) -> Outcome {
                       auto result = std::make_shared<TargetStatistics::Result>(state->finish(smooth, one_output));
                       return [result](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("values", values_of(env, *result->categories));
                         out.Set("categories", wrap(env, result->categories));
                         if (result->classes) out.Set("classes", values_of(env, *result->classes));
                         out.Set("rowCount", static_cast<double>(result->row_count));
                         out.Set("missingTargets", static_cast<double>(result->missing_targets));
                         out.Set("means", float64_array(env, result->means));
                         out.Set("encodings", float64_array(env, result->encodings));
                         out.Set("foldMeans", float64_array(env, result->fold_means));
                         out.Set("foldEncodings", number_list(env, std::move(result->fold_encodings)));
                         return out;
                       };
                     });
  });
}

}  // namespace

void export_encoders(Napi::Env env, Napi::Object& exports) {
  register_once<register_encoder_operations>();
  exports.Set("targetStatistics", Napi::Function::New<target_statistics>(env));
  exports.Set("targetStatisticsFinish", Napi::Function::New<target_statistics_finish>(env));
}

}  // namespace millrace::binding
