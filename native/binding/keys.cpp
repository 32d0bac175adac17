// Aggregates by key: the fold, and what joins its results to rows.
#include "binding/keys.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/transforms.h"
#include "transforms/code_maps.h"

namespace millrace::binding {

namespace {

std::vector<std::string> texts_in(const Napi::Object& object, const char* key) {
  const Napi::Array array = object.Get(key).As<Napi::Array>();
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < array.Length(); ++i) texts.push_back(array.Get(i).As<Napi::String>());
  return texts;
}

KeyStatistic statistic_in(const Napi::Object& object) {
  const std::string name = text_in(object, "statistic");
  return name == "count"  ? KeyStatistic::count
         : name == "sum"  ? KeyStatistic::sum
         : name == "mean" ? KeyStatistic::mean
                          : KeyStatistic::std;
}

void register_key_operations() {
  // { state, keyCount, values: index of each aggregate's slot or -1, areTexts, hasOrder }; slots: key, values, order,
  // row ids
  register_operation("foldKeyAggregates", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    KeyAggregatesFold::Inputs inputs;
    const auto key_count = static_cast<std::size_t>(number_in(parameters, "keyCount"));
    for (std::size_t i = 0; i < key_count; ++i) inputs.key.push_back(in.at(i));
    const auto values = span_of<std::int32_t>(parameters.Get("values"), "places of values");
    const Napi::Array are_texts = parameters.Get("areTexts").As<Napi::Array>();
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      inputs.values.push_back(values[i] < 0 ? -1 : in.at(static_cast<std::size_t>(values[i])));
      inputs.are_texts.push_back(are_texts.Get(i).ToBoolean());
    }
    inputs.row_ids = in.back();
    inputs.order = parameters.Get("hasOrder").ToBoolean() ? in.at(in.size() - 2) : -1;
    return add_fold<KeyAggregatesFold>(program, std::move(inputs), state_in<KeyAggregates>(parameters));
  });
  register_operation("codesOfPairs", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const Slot out = program.add_slot();
    program.add(std::make_unique<CodesOfPairs>(in.at(0), in.at(1), out, unwrap<PairCodeList>(parameters.Get("pairs"))));
    return out;
  });
  register_operation("leaveOneOut", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const Slot out = program.add_slot();
    program.add(std::make_unique<LeaveOneOut>(in.at(0), in.size() > 1 ? in[1] : -1, out,
                                              unwrap<KeySums>(parameters.Get("sums")), statistic_in(parameters)));
    return out;
  });
  register_operation("timesOfNumbers", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<TimesOfNumbers>(program, in.at(0));
  });
}

// ({ key: names, aggregates: [{ statistic, column, isText }] }) → key aggregates
Napi::Value key_aggregates(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Object given = info[0].As<Napi::Object>();
    std::vector<KeyAggregates::Spec> specs;
    const Napi::Array array = given.Get("aggregates").As<Napi::Array>();
    for (std::uint32_t i = 0; i < array.Length(); ++i) {
      const Napi::Object one = array.Get(i).As<Napi::Object>();
      specs.push_back({text_in(one, "statistic"), text_in(one, "column"), one.Get("isText").ToBoolean()});
    }
    std::vector<std::string> key = texts_in(given, "key");
    if (key.empty()) throw Error("INTERNAL", "a key of no columns");
    return wrap(info.Env(), std::make_shared<KeyAggregates>(std::move(key), specs));
  });
}

Napi::Object pairs_of(Napi::Env env, const PairCodeList& pairs) {
  std::vector<std::uint32_t> left, right;
  for (const std::uint64_t pair : pairs) {
    left.push_back(static_cast<std::uint32_t>(pair >> 32));
    right.push_back(static_cast<std::uint32_t>(pair));
  }
  const std::size_t bytes = pairs.size() * sizeof(std::uint32_t);
  Napi::Object out = Napi::Object::New(env);
  out.Set("left", Napi::Uint32Array::New(env, pairs.size(), copy_out(env, left.data(), bytes), 0));
  out.Set("right", Napi::Uint32Array::New(env, pairs.size(), copy_out(env, right.data(), bytes), 0));
  return out;
}

Napi::Object to_javascript(Napi::Env env, KeyAggregates::Result& result) {
  Napi::Array columns = Napi::Array::New(env), pairs = Napi::Array::New(env), aggregates = Napi::Array::New(env);
  for (std::uint32_t i = 0; i < result.key.categories.size(); ++i) {
    columns.Set(i, values_of(env, *result.key.categories[i]));
  }
  for (std::uint32_t i = 0; i < result.key.pairs.size(); ++i) pairs.Set(i, pairs_of(env, result.key.pairs[i]));
  for (std::uint32_t i = 0; i < result.aggregates.size(); ++i) {
    const KeyAggregateResult& one = result.aggregates[i];
    Napi::Object out = Napi::Object::New(env);
    out.Set("numbers", float64_array(env, one.numbers));
    if (one.texts) out.Set("texts", values_of(env, *one.texts));
    if (one.sums) {
      const auto bytes = static_cast<std::int64_t>(one.sums->of_key.size() * sizeof(KeySums::Sums));
      out.Set("sums", wrap(env, one.sums, bytes));
    }
    aggregates.Set(i, out);
  }
  Napi::Object out = Napi::Object::New(env);
  out.Set("columns", columns);
  out.Set("pairs", pairs);
  out.Set("aggregates", aggregates);
  return out;
}

// (key aggregates, job options) → promise of { columns: values[], pairs: { left, right }[], aggregates }
Napi::Value key_aggregates_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<KeyAggregates>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [state](const RunContext&) -> Outcome {
      auto result = std::make_shared<KeyAggregates::Result>(state->finish());
      return [result](Napi::Env env) -> Napi::Value { return to_javascript(env, *result); };
    });
  });
}

// (left codes, right codes: Uint32Array) → pair codes
Napi::Value pair_codes(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto left = span_of<std::uint32_t>(info[0], "codes"), right = span_of<std::uint32_t>(info[1], "codes");
    auto pairs = std::make_shared<PairCodeList>();
    if (left.size() != right.size()) throw Error("MODEL_CORRUPT", "pairs of codes of different lengths");
    for (std::size_t i = 0; i < left.size(); ++i) {
      pairs->push_back(std::uint64_t{left[i]} << 32 | right[i]);
      if (i > 0 && (*pairs)[i] <= (*pairs)[i - 1]) throw Error("MODEL_CORRUPT", "pairs of codes that do not ascend");
    }
    return wrap(info.Env(), pairs);
  });
}

}  // namespace

void export_keys(Napi::Env env, Napi::Object& exports) {
  register_once<register_key_operations>();
  exports.Set("keyAggregates", Napi::Function::New<key_aggregates>(env));
  exports.Set("keyAggregatesFinish", Napi::Function::New<key_aggregates_finish>(env));
  exports.Set("pairCodes", Napi::Function::New<pair_codes>(env));
}

}  // namespace millrace::binding
