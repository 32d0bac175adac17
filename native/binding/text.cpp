// Vocabularies, term counts and tf-idf.
#include "binding/text.h"

#include <limits>

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/program.h"
#include "binding/transforms.h"
#include "transforms/terms.h"

namespace millrace::binding {

template <>
struct Kind<TermCounter> {
  static constexpr const char* name = "term counter";
};
template <>
struct Kind<Vocabulary> {
  static constexpr const char* name = "vocabulary";
};

namespace {

WordAnalyzerOptions analyzer_options(const Napi::Object& given) {
  WordAnalyzerOptions options;
  options.lowercase = given.Get("lowercase").ToBoolean();
  options.ngram_min = given.Get("ngramMin").As<Napi::Number>();
  options.ngram_max = given.Get("ngramMax").As<Napi::Number>();
  const Napi::Value words = given.Get("stopWords");
  if (words.IsString()) {
    options.stop_words = english_stop_words();
  } else {
    const Napi::Array array = words.As<Napi::Array>();
    for (std::uint32_t i = 0; i < array.Length(); ++i) options.stop_words.push_back(array.Get(i).As<Napi::String>());
  }
  return options;
}

TfidfWeighting::Norm norm_of(const Napi::Object& given) {
  const std::string norm = given.Get("norm").As<Napi::String>();
  if (norm == "l1") return TfidfWeighting::Norm::l1;
  return norm == "l2" ? TfidfWeighting::Norm::l2 : TfidfWeighting::Norm::none;
}

TfidfWeighting weighting_of(const Napi::Object& given) {
  TfidfWeighting weighting;
  weighting.use_idf = given.Get("useIdf").ToBoolean();
  weighting.smooth_idf = given.Get("smoothIdf").ToBoolean();
  weighting.sublinear_tf = given.Get("sublinearTf").ToBoolean();
  weighting.binary = given.Get("binary").ToBoolean();
  weighting.norm = norm_of(given);
  return weighting;
}

// (term options, keep counts) → handle
Napi::Value term_counter(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return wrap(info.Env(), std::make_shared<TermCounter>(analyzer_options(info[0].As<Napi::Object>()),
                                                          info[1].ToBoolean().Value()));
  });
}

// (term counter) → documents counted so far
Napi::Value term_counter_documents(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(unwrap<TermCounter>(info[0])->document_count()));
  });
}

// (term counter, min count, max count, max features, by documents, job options) → promise of TermCounts
Napi::Value term_counter_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<TermCounter>(info[0]);
    const double min_count = info[1].As<Napi::Number>();
    const double max_count = info[2].As<Napi::Number>();
    const std::int64_t max_features = info[3].As<Napi::Number>();
    const bool by_documents = info[4].ToBoolean();
    const JobOptions options = job_options(info[5]);
    const auto work = [=](const RunContext& context) -> Outcome {
      auto counts =
          std::make_shared<TermCounts>(state->finish(min_count, max_count, max_features, context, by_documents));
      auto matrix = std::make_shared<FeatureMatrix>();
      matrix->sparse = true;
      matrix->column_count = static_cast<std::int32_t>(counts->vocabulary->size());
      matrix->row_count = counts->document_count;
      matrix->csr = std::move(counts->counts);
      return [counts, matrix](Napi::Env env) -> Napi::Value {
        Napi::Object out = Napi::Object::New(env);
        const auto& frequencies = counts->document_frequencies;
        out.Set("vocabulary",
                wrap(env, counts->vocabulary, static_cast<std::int64_t>(counts->vocabulary->byte_count())));
        out.Set("termCount", static_cast<double>(counts->vocabulary->size()));
        out.Set("documentFrequencies", float64_array(env, std::vector<double>(frequencies.begin(), frequencies.end())));
        out.Set("documentCount", static_cast<double>(counts->document_count));
        if (!matrix->csr.empty()) out.Set("matrix", wrap_matrix(env, matrix));
        return out;
      };
    };
    return start_job(info.Env(), options.token, options.threads, work);
  });
}

// (BigInt64Array offsets, UTF-8 bytes) → handle
Napi::Value vocabulary_from(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto offsets = span_of<std::int64_t>(info[0], "offsets");
    const BytesView bytes = bytes_of(info[1], "terms");
    auto vocabulary =
        std::make_shared<Vocabulary>(offsets, std::string_view(reinterpret_cast<const char*>(bytes.data), bytes.size));
    const auto size = static_cast<std::int64_t>(vocabulary->byte_count());
    return wrap(info.Env(), std::move(vocabulary), size);
  });
}

// (vocabulary) → { offsets, bytes }
Napi::Value vocabulary_buffers(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto vocabulary = unwrap<Vocabulary>(info[0]);
    const auto offsets = vocabulary->offsets();
    const auto bytes = vocabulary->bytes();
    const Napi::Env env = info.Env();
    Napi::Object out = Napi::Object::New(env);
    out.Set("offsets",
            Napi::BigInt64Array::New(env, offsets.size(), copy_out(env, offsets.data(), offsets.size_bytes()), 0));
    out.Set("bytes", Napi::Uint8Array::New(env, bytes.size(), copy_out(env, bytes.data(), bytes.size()), 0));
    return out;
  });
}

// (vocabulary, index) → term
Napi::Value vocabulary_term(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto vocabulary = unwrap<Vocabulary>(info[0]);
    const auto index = info[1].As<Napi::Number>().Int64Value();
    if (index < 0 || static_cast<std::size_t>(index) >= vocabulary->size()) throw Error("INTERNAL", "no such term");
    return Napi::String::New(info.Env(), std::string(vocabulary->term(static_cast<std::size_t>(index))));
  });
}

// (vocabulary, term) → index or -1
Napi::Value vocabulary_find(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::string term = info[1].As<Napi::String>();
    return Napi::Number::New(info.Env(), static_cast<double>(unwrap<Vocabulary>(info[0])->find(term)));
  });
}

// (Float64Array document frequencies, document count, smooth) → Float64Array
Napi::Value idf(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto given = span_of<double>(info[0], "document frequencies");
    const std::vector<std::int64_t> frequencies(given.begin(), given.end());
    return float64_array(info.Env(), inverse_document_frequencies(frequencies, info[1].As<Napi::Number>().Int64Value(),
                                                                  info[2].ToBoolean().Value()));
  });
}

// (matrix of counts, idf | undefined, weighting, job options) → promise: the counts become weights, in place
Napi::Value matrix_tfidf(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<FeatureMatrix>(info[0]);
    const auto given = span_of<double>(info[1], "idf");
    const std::vector<double> idf(given.begin(), given.end());
    const TfidfWeighting weighting = weighting_of(info[2].As<Napi::Object>());
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads,
                     [matrix, idf, weighting](const RunContext& context) -> Outcome {
                       parallel_for(context, matrix->csr.size(), [&](std::size_t block) {
                         apply_tfidf(matrix->csr[block], idf.empty() ? nullptr : idf.data(), weighting);
                       });
                       return [](Napi::Env env) { return env.Undefined(); };
                     });
  });
}

void register_text_operations() {
  register_operation("foldTerms", [](Program& program, const std::vector<Slot>& in, const Napi::Object& parameters) {
    program.add(std::make_unique<TermFold>(in.at(0), parameters.Get("name").As<Napi::String>(),
                                           unwrap<TermCounter>(parameters.Get("state"))));
    return -1;
  });
  register_operation("terms", [](Program& program, const std::vector<Slot>& in, const Napi::Object& parameters) {
    const auto idf = span_of<double>(parameters.Get("idf"), "idf");
    const auto vocabulary = unwrap<Vocabulary>(parameters.Get("vocabulary"));
    if (!idf.empty() && idf.size() != vocabulary->size()) {
      throw Error("MODEL_CORRUPT", "the vocabulary has " + std::to_string(vocabulary->size()) + " terms and " +
                                       std::to_string(idf.size()) + " weights");
    }
    const Slot out = program.add_slot();
    program.add(std::make_unique<WeighTerms>(
        in.at(0), out, parameters.Get("name").As<Napi::String>(), vocabulary,
        std::make_shared<WordAnalyzer>(analyzer_options(parameters.Get("analyzer").As<Napi::Object>())),
        std::vector<double>(idf.begin(), idf.end()), weighting_of(parameters.Get("weighting").As<Napi::Object>())));
    return out;
  });
  register_operation("hashTerms", [](Program& program, const std::vector<Slot>& in, const Napi::Object& parameters) {
    TermHashing hashing;
    const std::int64_t columns = parameters.Get("columnCount").As<Napi::Number>();
    if (columns < 1 || columns > std::numeric_limits<std::int32_t>::max()) {
      throw Error("MODEL_CORRUPT", "terms hashed into " + std::to_string(columns) + " columns");
    }
    hashing.column_count = static_cast<std::uint32_t>(columns);
    hashing.alternate_sign = parameters.Get("alternateSign").ToBoolean();
    hashing.binary = parameters.Get("binary").ToBoolean();
    const Slot out = program.add_slot();
    program.add(std::make_unique<HashTerms>(
        in.at(0), out, parameters.Get("name").As<Napi::String>(),
        std::make_shared<WordAnalyzer>(analyzer_options(parameters.Get("analyzer").As<Napi::Object>())), hashing,
        norm_of(parameters)));
    return out;
  });
}

}  // namespace

void export_text(Napi::Env env, Napi::Object& exports) {
  register_once<register_text_operations>();
  exports.Set("termCounter", Napi::Function::New<term_counter>(env));
  exports.Set("termCounterDocuments", Napi::Function::New<term_counter_documents>(env));
  exports.Set("termCounterFinish", Napi::Function::New<term_counter_finish>(env));
  exports.Set("vocabularyFrom", Napi::Function::New<vocabulary_from>(env));
  exports.Set("vocabularyBuffers", Napi::Function::New<vocabulary_buffers>(env));
  exports.Set("vocabularyTerm", Napi::Function::New<vocabulary_term>(env));
  exports.Set("vocabularyFind", Napi::Function::New<vocabulary_find>(env));
  exports.Set("inverseDocumentFrequencies", Napi::Function::New<idf>(env));
  exports.Set("matrixTfidf", Napi::Function::New<matrix_tfidf>(env));
}

}  // namespace millrace::binding
