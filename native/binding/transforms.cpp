// Number and category operations, folds, and the states they fill.
#include "binding/transforms.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"

namespace millrace::binding {

namespace {

void register_transform_operations() {
  register_operation("numbers", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<ToNumbers>(program, in.at(0), text_in(parameters, "name"));
  });
  register_operation("fill", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<FillNumbers>(program, in.at(0), number_in(parameters, "value"));
  });
  register_operation("missing", [](Program& program, const Slots& in, const Napi::Object&) {
    return add_writer<MissingIndicator>(program, in.at(0));
  });
  register_operation("scale", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<ScaleNumbers>(program, in.at(0), number_in(parameters, "shift"), number_in(parameters, "scale"));
  });
  register_operation("encode", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<EncodeCategories>(program, in.at(0), unwrap<Categories>(parameters.Get("categories")));
  });
  register_operation("fillCodes", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<FillCodes>(program, in.at(0), static_cast<std::int32_t>(number_in(parameters, "code")));
  });
  register_operation("fillText", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<FillText>(program, in.at(0), text_in(parameters, "value"));
  });
  register_operation("foldMoments", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<MomentsFold>(program, in.at(0), in.size() > 1 ? in[1] : -1, state_in<Moments>(parameters));
  });
  register_operation("foldValues", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<ValuesFold>(program, in.at(0), state_in<NumberValues>(parameters));
  });
  register_operation("appendNumbers", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<AppendNumbers>(program, in.at(0), state_in<NumberList>(parameters));
  });
  register_operation("foldCategories", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<CategoryFold>(program, in.at(0), state_in<CategoryCounter>(parameters));
  });
  register_operation("foldMatrix", [](Program& program, const Slots&, const Napi::Object& parameters) {
    return add_fold<MatrixFold>(program, assembly_of(parameters), state_in<FeatureMatrix>(parameters));
  });
}

// (moments) → { weight, mean, variance }
Napi::Value moments_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Moments::Result result = unwrap<Moments>(info[0])->finish();
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("weight", result.weight);
    out.Set("mean", result.mean);
    out.Set("variance", result.variance);
    return out;
  });
}

// (number values, 'median' | 'mode', job options) → promise of a number, NaN when there is none
Napi::Value number_values_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<NumberValues>(info[0]);
    const bool median = std::string(info[1].As<Napi::String>()) == "median";
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [state, median](const RunContext&) -> Outcome {
      const double value = median ? state->median() : state->mode();
      return [value](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, value); };
    });
  });
}

// (number list) → Float64Array
Napi::Value number_list_values(const Napi::CallbackInfo& info) {
  return guarded(info.Env(),
                 [&]() -> Napi::Value { return float64_array(info.Env(), unwrap<NumberList>(info[0])->values); });
}

// (number list, job options) → promise of { missing, firstMissing, firstNegative, min, max, sum }
Napi::Value number_list_summary(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto list = unwrap<NumberList>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [list](const RunContext&) -> Outcome {
      return [summary = summarize(list->values)](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        out.Set("missing", static_cast<double>(summary.missing));
        out.Set("firstMissing", static_cast<double>(summary.first_missing));
        out.Set("firstNegative", static_cast<double>(summary.first_negative));
        out.Set("min", summary.min);
        out.Set("max", summary.max);
        out.Set("sum", summary.sum);
        return out;
      };
    });
  });
}

// A job that makes numbers of a list and, if there are any, its weights: (list, weight list | undefined, …).
Napi::Value number_list_job(const Napi::CallbackInfo& info, const Napi::Value& last,
                            std::function<std::vector<double>(const NumberList&, const std::vector<double>*)> work) {
  const auto list = unwrap<NumberList>(info[0]);
  const auto weight = info[1].IsExternal() ? unwrap<NumberList>(info[1]) : nullptr;
  if (weight && weight->values.size() != list->values.size()) throw Error("INTERNAL", "weights of another length");
  const JobOptions options = job_options(last);
  return start_job(info.Env(), options.token, options.threads, [list, weight, work](const RunContext&) -> Outcome {
    return [values = work(*list, weight ? &weight->values : nullptr)](Napi::Env env) -> Napi::Value {
      return float64_array(env, values);
    };
  });
}

// (codes, weights | undefined, class count, job options) → promise of Float64Array[class count]
Napi::Value number_list_shares(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto class_count = static_cast<std::size_t>(info[2].As<Napi::Number>().Int64Value());
    return number_list_job(info, info[3], [class_count](const NumberList& list, const std::vector<double>* weights) {
      return class_shares(list.values, weights, class_count);
    });
  });
}

// (values, weights | undefined, 'mean' | 'median', job options) → promise of Float64Array[1]; a median has no weights
Napi::Value number_list_centre(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const bool median = std::string(info[2].As<Napi::String>()) == "median";
    return number_list_job(info, info[3], [median](const NumberList& list, const std::vector<double>* weights) {
      if (!median) return std::vector<double>{weighted_mean(list.values, weights)};
      return std::vector<double>{weighted_median(list.values, weights)};
    });
  });
}

// (codes, weights | undefined, Float64Array[classes], job options) → promise of a number list
Napi::Value number_list_by_class(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto codes = unwrap<NumberList>(info[0]);
    const auto weight = info[1].IsExternal() ? unwrap<NumberList>(info[1]) : nullptr;
    const auto span = span_of<double>(info[2], "factors");
    const std::vector<double> factors(span.begin(), span.end());
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads, [=](const RunContext&) -> Outcome {
      auto list = std::make_shared<NumberList>();
      list->values = weights_by_class(codes->values, weight ? &weight->values : nullptr, factors);
      return [list](Napi::Env env) -> Napi::Value {
        return wrap(env, list, static_cast<std::int64_t>(list->values.size() * sizeof(double)));
      };
    });
  });
}

// (Float64Array) → number list
Napi::Value number_list_from(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto values = span_of<double>(info[0], "numbers");
    auto list = std::make_shared<NumberList>();
    list->values.assign(values.begin(), values.end());
    return wrap(info.Env(), list);
  });
}

// (column name, keep codes) → category counter
Napi::Value category_counter(const Napi::CallbackInfo& info) {
  return wrap(info.Env(), std::make_shared<CategoryCounter>(info[0].As<Napi::String>(), info[1].ToBoolean().Value()));
}

// (category counter, job options) → promise of { categories, values, counts, missingCount, codes }
Napi::Value category_counter_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<CategoryCounter>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [state](const RunContext&) -> Outcome {
      auto result = std::make_shared<CategoryCounter::Result>(state->finish());
      return [result](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        out.Set("values", values_of(env, *result->categories));
        out.Set("categories", wrap(env, result->categories));
        out.Set("counts", float64_array(env, std::vector<double>(result->counts.begin(), result->counts.end())));
        out.Set("missingCount", static_cast<double>(result->missing_count));
        auto codes = std::make_shared<NumberList>();
        codes->values = std::move(result->codes);
        const auto bytes = static_cast<std::int64_t>(codes->values.size() * sizeof(double));
        out.Set("codes", wrap(env, std::move(codes), bytes));
        return out;
      };
    });
  });
}

// (string[] | Float64Array, ascending) → categories
Napi::Value categories_from(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    if (!info[0].IsArray()) {
      const auto numbers = span_of<double>(info[0], "categories");
      return wrap(info.Env(), std::make_shared<Categories>(std::vector<double>(numbers.begin(), numbers.end())));
    }
    const Napi::Array array = info[0].As<Napi::Array>();
    std::vector<std::string> texts;
    for (std::uint32_t i = 0; i < array.Length(); ++i) texts.push_back(array.Get(i).As<Napi::String>());
    return wrap(info.Env(), std::make_shared<Categories>(std::move(texts)));
  });
}

// (feature matrix) → { rowCount, columnCount, sparse, valueCount, byteCount }
Napi::Value matrix_info(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<FeatureMatrix>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("rowCount", static_cast<double>(matrix->row_count));
    out.Set("columnCount", matrix->column_count);
    out.Set("sparse", Napi::Boolean::New(info.Env(), matrix->sparse));
    out.Set("valueCount", static_cast<double>(matrix->value_count()));
    out.Set("byteCount", static_cast<double>(matrix->byte_count()));
    return out;
  });
}

// (feature matrix, begin, end) → the rows: { values } row-major when dense, { offsets, indices, values } when sparse
Napi::Value matrix_rows(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Env env = info.Env();
    const auto matrix = unwrap<FeatureMatrix>(info[0]);
    const std::int64_t begin = info[1].As<Napi::Number>();
    const std::int64_t end = info[2].As<Napi::Number>();
    if (begin < 0 || begin > end || end > matrix->row_count) throw Error("INTERNAL", "no such rows");
    std::vector<float> values;
    std::vector<double> offsets{0};
    std::vector<std::uint32_t> indices;
    for (std::int64_t row = begin; row < end; ++row) {
      const auto block = static_cast<std::size_t>(row / kBlockRows);
      const auto at = static_cast<std::size_t>(row % kBlockRows);
      if (matrix->sparse) {
        const CsrBlock& from = matrix->csr[block];
        values.insert(values.end(), from.values.begin() + from.offsets[at], from.values.begin() + from.offsets[at + 1]);
        indices.insert(indices.end(), from.indices.begin() + from.offsets[at],
                       from.indices.begin() + from.offsets[at + 1]);
        offsets.push_back(static_cast<double>(values.size()));
      } else {
        const float* first = matrix->dense[block].values.data() + at * static_cast<std::size_t>(matrix->stride());
        values.insert(values.end(), first, first + matrix->column_count);
      }
    }
    Napi::Object out = Napi::Object::New(env);
    out.Set("values", Napi::Float32Array::New(env, values.size(),
                                              copy_out(env, values.data(), values.size() * sizeof(float)), 0));
    if (matrix->sparse) {
      out.Set("offsets", float64_array(env, offsets));
      out.Set("indices", Napi::Uint32Array::New(env, indices.size(),
                                                copy_out(env, indices.data(), indices.size() * sizeof(float)), 0));
    }
    return out;
  });
}

}  // namespace

Napi::Value values_of(Napi::Env env, const Categories& categories) {
  if (!categories.is_text()) return float64_array(env, categories.numbers());
  Napi::Array texts = Napi::Array::New(env, categories.size());
  for (std::uint32_t i = 0; i < categories.size(); ++i) texts.Set(i, categories.texts()[i]);
  return texts;
}

Assembly assembly_of(const Napi::Object& parameters) {
  Assembly assembly;
  assembly.sparse = parameters.Get("sparse").ToBoolean();
  const Napi::Array parts = parameters.Get("parts").As<Napi::Array>();
  for (std::uint32_t i = 0; i < parts.Length(); ++i) {
    const Napi::Object part = parts.Get(i).As<Napi::Object>();
    const std::string kind = text_in(part, "kind");
    assembly.parts.push_back({kind == "numbers"  ? Part::Kind::numbers
                              : kind == "codes"  ? Part::Kind::codes
                              : kind == "column" ? Part::Kind::column
                                                 : Part::Kind::sparse,
                              part.Get("slot").As<Napi::Number>().Int32Value(),
                              part.Get("width").As<Napi::Number>().Int32Value(), text_in(part, "name")});
  }
  return assembly;
}

Napi::Value wrap_matrix(Napi::Env env, std::shared_ptr<FeatureMatrix> matrix) {
  const std::int64_t bytes = matrix->byte_count();
  return wrap(env, std::move(matrix), bytes);
}

void export_transforms(Napi::Env env, Napi::Object& exports) {
  register_once<register_transform_operations>();
  exports.Set("moments", Napi::Function::New<create<Moments>>(env));
  exports.Set("momentsFinish", Napi::Function::New<moments_finish>(env));
  exports.Set("numberValues", Napi::Function::New<create<NumberValues>>(env));
  exports.Set("numberValuesFinish", Napi::Function::New<number_values_finish>(env));
  exports.Set("numberList", Napi::Function::New<create<NumberList>>(env));
  exports.Set("numberListValues", Napi::Function::New<number_list_values>(env));
  exports.Set("numberListSummary", Napi::Function::New<number_list_summary>(env));
  exports.Set("numberListShares", Napi::Function::New<number_list_shares>(env));
  exports.Set("numberListCentre", Napi::Function::New<number_list_centre>(env));
  exports.Set("numberListByClass", Napi::Function::New<number_list_by_class>(env));
  exports.Set("numberListFrom", Napi::Function::New<number_list_from>(env));
  exports.Set("categoryCounter", Napi::Function::New<category_counter>(env));
  exports.Set("categoryCounterFinish", Napi::Function::New<category_counter_finish>(env));
  exports.Set("categoriesFrom", Napi::Function::New<categories_from>(env));
  exports.Set("matrixCreate", Napi::Function::New<create<FeatureMatrix>>(env));
  exports.Set("matrixRows", Napi::Function::New<matrix_rows>(env));
  exports.Set("matrixInfo", Napi::Function::New<matrix_info>(env));
}

}  // namespace millrace::binding
