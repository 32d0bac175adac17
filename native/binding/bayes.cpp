// Naive Bayes: states that passes feed or that a matrix in memory does, and what is made of them.
#include "binding/bayes.h"

#include <vector>

#include "bayes/class_moments.h"
#include "bayes/class_sums.h"
#include "bayes/gaussian_scores.h"
#include "bayes/naive_bayes.h"
#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/transforms.h"
#include "transforms/class_fold.h"
#include "transforms/score.h"
#include "transforms/statistics.h"

namespace millrace::binding {

template <>
struct Kind<ClassSums> {
  static constexpr const char* name = "class sums";
};
template <>
struct Kind<ClassMoments> {
  static constexpr const char* name = "class moments";
};
template <>
struct Kind<GaussianScores> {
  static constexpr const char* name = "gaussian scores";
};

namespace {

std::int32_t whole_in(const Napi::Value& value) { return value.As<Napi::Number>().Int32Value(); }

// (class count, binarize | undefined) → state
Napi::Value class_sums(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    std::optional<double> binarize;
    if (info[1].IsNumber()) binarize = info[1].As<Napi::Number>().DoubleValue();
    return wrap(info.Env(), std::make_shared<ClassSums>(whole_in(info[0]), binarize));
  });
}

// (class count) → state
Napi::Value class_moments(const Napi::CallbackInfo& info) {
  return guarded(info.Env(),
                 [&]() -> Napi::Value { return wrap(info.Env(), std::make_shared<ClassMoments>(whole_in(info[0]))); });
}

// Adds all rows of a matrix as a job: (state, matrix, target list, weight list | undefined, job options) → promise
template <typename State, typename Add>
Napi::Value use_matrix(const Napi::CallbackInfo& info, Add add) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<State>(info[0]);
    const auto matrix = unwrap<FeatureMatrix>(info[1]);
    const auto target = unwrap<NumberList>(info[2]);
    const auto weight = info[3].IsExternal() ? unwrap<NumberList>(info[3]) : nullptr;
    const auto rows = static_cast<std::size_t>(matrix->row_count);
    if (target->values.size() != rows || (weight && weight->values.size() != rows)) {
      throw Error("INTERNAL", "target or weights of another length than the matrix");
    }
    const JobOptions options = job_options(info[4]);
    return start_job(info.Env(), options.token, options.threads,
                     [state, matrix, target, weight, add](const RunContext& context) -> Outcome {
                       state->begin(matrix->column_count);
                       for (std::size_t block = 0; block < matrix->block_count(); ++block) {
                         context.check();
                         const std::size_t first = block * kBlockRows;
                         add(*state, *matrix, block, target->values.data() + first,
                             weight ? weight->values.data() + first : nullptr);
                       }
                       return [](Napi::Env env) -> Napi::Value { return env.Undefined(); };
                     });
  });
}

Napi::Value class_sums_use(const Napi::CallbackInfo& info) {
  return use_matrix<ClassSums>(info, [](ClassSums& state, const FeatureMatrix& matrix, std::size_t block,
                                        const double* classes, const double* weights) {
    const auto negative = matrix.sparse ? state.add(matrix.csr[block], classes, weights)
                                        : state.add(matrix.dense[block], classes, weights);
    if (!negative) return;
    const auto row = static_cast<std::int64_t>(block * kBlockRows) + negative->row;
    throw Error("VALUE_INVALID",
                "feature " + std::to_string(negative->column) + " of training row " + std::to_string(row) +
                    " is negative, and counts are not",
                "leave out the step that makes it so, or use gaussianNB or bernoulliNB");
  });
}

Napi::Value class_moments_use(const Napi::CallbackInfo& info) {
  return use_matrix<ClassMoments>(info, [](ClassMoments& state, const FeatureMatrix& matrix, std::size_t block,
                                           const double* classes, const double* weights) {
    if (matrix.sparse) throw Error("INTERNAL", "moments of sparse rows");
    state.add(matrix.dense[block], classes, weights);
  });
}

// (state) → { weights [classes], columnCount, storedValues }
Napi::Value class_sums_info(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<ClassSums>(info[0]);
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("weights", float64_array(info.Env(), state->weights()));
    out.Set("storedValues", static_cast<double>(state->stored_values()));
    return out;
  });
}

// (state, kind, alpha, norm, log priors [classes], job options) → promise of { weights, intercepts }
Napi::Value class_sums_fit(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<ClassSums>(info[0]);
    const std::string kind = info[1].As<Napi::String>();
    const double alpha = info[2].As<Napi::Number>();
    const bool norm = info[3].ToBoolean();
    const auto given = span_of<double>(info[4], "log priors");
    const std::vector<double> priors(given.begin(), given.end());
    if (priors.size() != static_cast<std::size_t>(state->classes())) throw Error("INTERNAL", "priors of other classes");
    const JobOptions options = job_options(info[5]);
    return start_job(
        info.Env(), options.token, options.threads, [state, kind, alpha, norm, priors](const RunContext&) -> Outcome {
          auto fit =
              std::make_shared<LinearBayes>(kind == "multinomial" ? multinomial_bayes(*state, alpha, priors)
                                            : kind == "bernoulli" ? bernoulli_bayes(*state, alpha, priors)
                                                                  : complement_bayes(*state, alpha, norm, priors));
          return [fit](Napi::Env env) -> Napi::Value {
            Napi::Object out = Napi::Object::New(env);
            out.Set("weights", float64_array(env, fit->weights));
            out.Set("intercepts", float64_array(env, fit->intercepts));
            return out;
          };
        });
  });
}

// (state) → { weights [classes], means, squares: [classes + 1][columns], the last of all rows, rowCount }
Napi::Value class_moments_result(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<ClassMoments>(info[0]);
    std::vector<double> weights, means, squares;
    for (std::int32_t of = 0; of <= state->classes(); ++of) {
      weights.push_back(state->weight(of));
      means.insert(means.end(), state->means(of), state->means(of) + state->columns());
      squares.insert(squares.end(), state->squares(of), state->squares(of) + state->columns());
    }
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("weights", float64_array(info.Env(), weights));
    out.Set("means", float64_array(info.Env(), means));
    out.Set("squares", float64_array(info.Env(), squares));
    return out;
  });
}

// (log priors [classes], means, variances: [classes][columns]) → handle
Napi::Value gaussian_scores(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto list = [&](int at, const char* what) {
      const auto span = span_of<double>(info[static_cast<std::size_t>(at)], what);
      return std::vector<double>(span.begin(), span.end());
    };
    return wrap(info.Env(),
                std::make_shared<GaussianScores>(list(0, "log priors"), list(1, "means"), list(2, "variances")));
  });
}

void register_bayes_operations() {
  register_operation("foldClassSums", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<ClassFold<ClassSums>>(program, assembly_of(parameters), in.at(0), in.size() > 1 ? in[1] : -1,
                                          state_in<ClassSums>(parameters));
  });
  register_operation("foldClassMoments", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<ClassFold<ClassMoments>>(program, assembly_of(parameters), in.at(0), in.size() > 1 ? in[1] : -1,
                                             state_in<ClassMoments>(parameters));
  });
  register_operation("gaussian", [](Program& program, const Slots&, const Napi::Object& parameters) {
    Assembly assembly = assembly_of(parameters);
    auto scores = unwrap<GaussianScores>(parameters.Get("scores"));
    if (assembly.column_count() != scores->columns()) {
      throw Error("MODEL_CORRUPT", "the model has normal distributions for " + std::to_string(scores->columns()) +
                                       " features, not " + std::to_string(assembly.column_count()));
    }
    const Slot out = program.add_slot();
    program.add(std::make_unique<ScoreGaussian>(out, std::move(assembly), std::move(scores)));
    return out;
  });
}

}  // namespace

void export_bayes(Napi::Env env, Napi::Object& exports) {
  register_once<register_bayes_operations>();
  exports.Set("classSums", Napi::Function::New<class_sums>(env));
  exports.Set("classSumsUse", Napi::Function::New<class_sums_use>(env));
  exports.Set("classSumsInfo", Napi::Function::New<class_sums_info>(env));
  exports.Set("classSumsFit", Napi::Function::New<class_sums_fit>(env));
  exports.Set("classMoments", Napi::Function::New<class_moments>(env));
  exports.Set("classMomentsUse", Napi::Function::New<class_moments_use>(env));
  exports.Set("classMomentsResult", Napi::Function::New<class_moments_result>(env));
  exports.Set("gaussianScores", Napi::Function::New<gaussian_scores>(env));
}

}  // namespace millrace::binding
