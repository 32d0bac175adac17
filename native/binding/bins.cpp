// Bins: counted in a first pass, written in a second.
#include "binding/bins.h"

#include <optional>

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/program.h"
#include "binding/transforms.h"
#include "trees/bins/fingerprint.h"

namespace millrace::binding {

namespace {

using trees::BinBuilder;
using trees::BinnedMatrix;
using trees::FeatureBins;
using trees::FeatureCounts;

using Slots = std::vector<Slot>;

using trees::InputPart;

// { parts, columns: boolean[], categories: (handle | undefined)[] }: as of an assembly, which slots of numbers are
// columns as they came, and what encodes those of codes that are.
std::vector<InputPart> input_parts_of(const Napi::Object& given) {
  std::vector<InputPart> parts;
  const Napi::Value columns = given.Get("columns"), categories = given.Get("categories");
  for (Part& part : assembly_of(given).parts) {
    const auto i = static_cast<std::uint32_t>(parts.size());
    const bool is_column = columns.IsArray() && columns.As<Napi::Array>().Get(i).ToBoolean().Value();
    const Napi::Value encoder = categories.IsArray() ? categories.As<Napi::Array>().Get(i) : given.Env().Undefined();
    parts.push_back({std::move(part), is_column, encoder.IsExternal() ? unwrap<Categories>(encoder) : nullptr});
  }
  return parts;
}

void register_bin_operations() {
  register_operation("foldFeatureCounts", [](Program& program, const Slots&, const Napi::Object& parameters) -> Slot {
    program.add(
        std::make_unique<trees::CountFold>(input_parts_of(parameters), unwrap<FeatureCounts>(parameters.Get("state"))));
    return -1;
  });
  register_operation("foldCategoryColumns",
                     [](Program& program, const Slots& in, const Napi::Object& parameters) -> Slot {
                       const auto handles = parameters.Get("states").As<Napi::Array>();
                       std::vector<std::shared_ptr<CategoryCounter>> states;
                       for (std::uint32_t i = 0; i < in.size(); ++i)
                         states.push_back(unwrap<CategoryCounter>(handles.Get(i)));
                       program.add(std::make_unique<trees::CategoriesFold>(in, std::move(states)));
                       return -1;
                     });
  register_operation("foldBins", [](Program& program, const Slots&, const Napi::Object& parameters) -> Slot {
    program.add(std::make_unique<trees::BinFold>(input_parts_of(parameters),
                                                 parameters.Get("validation").ToBoolean().Value(),
                                                 unwrap<BinBuilder>(parameters.Get("state"))));
    return -1;
  });
}

// (most bins of a number) → feature counts
Napi::Value feature_counts(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return wrap(info.Env(), std::make_shared<FeatureCounts>(info[0].As<Napi::Number>().Uint32Value()));
  });
}

trees::BinOptions bin_options(const Napi::Object& given) {
  return {given.Get("maxBins").As<Napi::Number>().Uint32Value(),
          given.Get("minSamplesBin").As<Napi::Number>().Int64Value(),
          given.Get("minSamplesLeaf").As<Napi::Number>().Int64Value()};
}

// What was counted of a part outside the feature counts.
struct Counted {
  std::vector<std::int64_t> counts;
  std::int64_t missing;
};

// (feature counts, { parts, counts: (Float64Array | undefined)[], missing: number[], maxBins, minSamplesBin,
// minSamplesLeaf }, job options) → promise of a bin builder. parts are the inputs in order; those with counts were
// counted outside, sparse ones are not counted, the others were by the feature counts, in order.
Napi::Value bin_builder(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto counts = unwrap<FeatureCounts>(info[0]);
    const auto given = info[1].As<Napi::Object>();
    const std::vector<InputPart> parts = input_parts_of(given);
    const trees::BinOptions options = bin_options(given);
    const auto counted = given.Get("counts").As<Napi::Array>();
    const auto missing = given.Get("missing").As<Napi::Array>();
    auto outside = std::make_shared<std::vector<std::optional<Counted>>>(parts.size());
    std::vector<InputPart> inside;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
      const Napi::Value one = counted.Get(i);
      if (!one.IsUndefined()) {
        const auto values = span_of<double>(one, "category counts");
        (*outside)[i] = Counted{{values.begin(), values.end()}, missing.Get(i).As<Napi::Number>().Int64Value()};
      } else if (parts[i].kind != Part::Kind::sparse) {
        inside.push_back(parts[i]);
      }
    }
    const JobOptions job = job_options(info[2]);
    return start_job(info.Env(), job.token, job.threads,
                     [counts, outside, parts, inside, options](const RunContext& context) -> Outcome {
                       std::vector<FeatureBins> found = counts->finish(inside, options, context);
                       std::vector<FeatureBins> bins;
                       std::size_t next = 0;
                       for (std::size_t i = 0; i < parts.size(); ++i) {
                         const auto& one = (*outside)[i];
                         if (parts[i].kind == Part::Kind::sparse) continue;
                         bins.push_back(one ? trees::category_bins(one->counts, one->missing, options)
                                            : std::move(found.at(next++)));
                       }
                       auto builder = std::make_shared<BinBuilder>(parts, std::move(bins), counts->row_count());
                       return [builder](Napi::Env env) { return wrap(env, builder); };
                     });
  });
}

// (bin builder, feature matrix of the sparse parts, options as above, job options) → promise. Empties the matrix.
Napi::Value bin_builder_sparse(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto builder = unwrap<BinBuilder>(info[0]);
    const auto matrix = unwrap<FeatureMatrix>(info[1]);
    const trees::BinOptions options = bin_options(info[2].As<Napi::Object>());
    const JobOptions job = job_options(info[3]);
    return start_job(info.Env(), job.token, job.threads,
                     [builder, matrix, options](const RunContext& context) -> Outcome {
                       builder->add_sparse(*matrix, options, context);
                       return [](Napi::Env env) -> Napi::Value { return env.Undefined(); };
                     });
  });
}

// (bin builder, job options) → promise of { matrix, validationRows }
Napi::Value bin_builder_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto builder = unwrap<BinBuilder>(info[0]);
    const JobOptions job = job_options(info[1]);
    return start_job(info.Env(), job.token, job.threads, [builder](const RunContext& context) -> Outcome {
      const BinBuilder::Result result = builder->finish(context);
      return [result](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        out.Set("matrix", wrap(env, result.matrix, result.matrix->byte_count()));
        out.Set("validationRows", static_cast<double>(result.validation_rows));
        return out;
      };
    });
  });
}

// (binned matrix, job options) → promise of text
Napi::Value binned_fingerprint(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<BinnedMatrix>(info[0]);
    const JobOptions job = job_options(info[1]);
    return start_job(info.Env(), job.token, job.threads, [matrix](const RunContext& context) -> Outcome {
      const std::string found = trees::fingerprint(*matrix, context);
      return [found](Napi::Env env) -> Napi::Value { return Napi::String::New(env, found); };
    });
  });
}

// (binned matrix) → { rowCount, featureCount, byteCount, narrowColumns, wideColumns, sparseEntries, binCounts }
Napi::Value binned_info(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<BinnedMatrix>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    std::vector<double> counts;
    for (const FeatureBins& bins : matrix->bins) counts.push_back(bins.bin_count);
    out.Set("rowCount", static_cast<double>(matrix->row_count));
    out.Set("featureCount", static_cast<double>(matrix->feature_count()));
    out.Set("byteCount", static_cast<double>(matrix->byte_count()));
    out.Set("narrowColumns", matrix->narrow_count);
    out.Set("wideColumns", matrix->wide_count);
    out.Set("sparseEntries", static_cast<double>(matrix->sparse_entries.size()));
    out.Set("binCounts", float64_array(info.Env(), counts));
    return out;
  });
}

// (binned matrix, feature) → { bounds, binOfCategory, hasMissing, bins }: what the feature is made of, and every row's
// bin. For tests and reports: all of it is copied.
Napi::Value binned_feature(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<BinnedMatrix>(info[0]);
    const std::size_t feature = info[1].As<Napi::Number>().Uint32Value();
    if (feature >= matrix->feature_count()) throw Error("INTERNAL", "no such feature");
    const FeatureBins& bins = matrix->bins[feature];
    std::vector<double> rows(static_cast<std::size_t>(matrix->row_count));
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row] = matrix->bin_of(feature, static_cast<std::int64_t>(row));
    }
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("bounds", float64_array(info.Env(), bins.upper_bounds));
    out.Set("binOfCategory",
            float64_array(info.Env(), std::vector<double>(bins.bin_of_category.begin(), bins.bin_of_category.end())));
    out.Set("hasMissing", Napi::Boolean::New(info.Env(), bins.has_missing));
    out.Set("bins", float64_array(info.Env(), rows));
    return out;
  });
}

}  // namespace

void export_bins(Napi::Env env, Napi::Object& exports) {
  register_once<register_bin_operations>();
  exports.Set("featureCounts", Napi::Function::New<feature_counts>(env));
  exports.Set("binBuilder", Napi::Function::New<bin_builder>(env));
  exports.Set("binBuilderSparse", Napi::Function::New<bin_builder_sparse>(env));
  exports.Set("binBuilderFinish", Napi::Function::New<bin_builder_finish>(env));
  exports.Set("binnedFingerprint", Napi::Function::New<binned_fingerprint>(env));
  exports.Set("binnedInfo", Napi::Function::New<binned_info>(env));
  exports.Set("binnedFeature", Napi::Function::New<binned_feature>(env));
}

}  // namespace millrace::binding
