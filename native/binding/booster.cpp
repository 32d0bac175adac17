// Boosting: a handle that jobs add iterations to.
#include "binding/booster.h"

#include <atomic>
#include <memory>

#include "binding/bins.h"
#include "binding/booster_options.h"
#include "binding/buffers.h"
#include "binding/forest.h"
#include "binding/job.h"
#include "binding/transforms.h"
#include "trees/boost/booster.h"

namespace millrace::binding {

namespace {

// A booster with what it reads. One call uses it at a time.
struct HeldBooster {
  std::shared_ptr<trees::BinnedMatrix> matrix;
  std::shared_ptr<NumberList> target, weight, group;
  std::unique_ptr<trees::Booster> booster;
  std::atomic<bool> busy{false};
};

// Holds a booster busy for as long as it lives.
class Use {
 public:
  explicit Use(std::shared_ptr<HeldBooster> held) : held_(std::move(held)) {
    if (held_->busy.exchange(true)) throw Error("INTERNAL", "this booster is training");
  }
  ~Use() { held_->busy = false; }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  trees::Booster& operator*() const { return *held_->booster; }
  trees::Booster* operator->() const { return held_->booster.get(); }
  const HeldBooster& held() const { return *held_; }

 private:
  std::shared_ptr<HeldBooster> held_;
};

}  // namespace

template <>
struct Kind<HeldBooster> {
  static constexpr const char* name = "booster";
};

namespace {

std::shared_ptr<NumberList> list_of(const Napi::Value& value, std::int64_t rows, const char* what) {
  if (!value.IsExternal()) return nullptr;
  auto list = unwrap<NumberList>(value);
  if (list->values.size() != static_cast<std::size_t>(rows)) {
    throw Error("INTERNAL", std::string(what) + " of " + std::to_string(list->values.size()) + " rows for " +
                                std::to_string(rows) + " rows of bins");
  }
  return list;
}

// (binned matrix, target list, weight list | undefined, group list | undefined, options, job options)
// → promise of a booster
Napi::Value booster_create(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto held = std::make_shared<HeldBooster>();
    held->matrix = unwrap<trees::BinnedMatrix>(info[0]);
    held->target = list_of(info[1], held->matrix->row_count, "target");
    held->weight = list_of(info[2], held->matrix->row_count, "weights");
    held->group = list_of(info[3], held->matrix->row_count, "groups");
    if (!held->target) throw Error("INTERNAL", "boosting needs a target");
    const trees::BoosterOptions options = booster_options(info[4].As<Napi::Object>());
    const JobOptions job = job_options(info[5]);
    return start_job(info.Env(), job.token, job.threads, [held, options](const RunContext& context) -> Outcome {
      const auto values = [](const std::shared_ptr<NumberList>& list) { return list ? list->values.data() : nullptr; };
      held->booster = std::make_unique<trees::Booster>(
          held->matrix, trees::BoosterRows{values(held->target), values(held->weight), values(held->group)}, options,
          context);
      return [held](Napi::Env env) { return wrap(env, held); };
    });
  });
}

// (booster, forest arrays, list of scores [rows][outputs]): goes on from a model
Napi::Value booster_continue(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    const trees::Forest forest = forest_of(info[1].As<Napi::Object>());
    const auto rows = static_cast<std::size_t>(use.held().matrix->row_count);
    const auto outputs = static_cast<std::size_t>(forest.output_count);
    const auto list = unwrap<NumberList>(info[2]);
    if (list->values.size() != rows * outputs) throw Error("INTERNAL", "scores of other rows than the bins'");
    std::vector<double> scores(rows * outputs);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t k = 0; k < outputs; ++k) scores[k * rows + row] = list->values[row * outputs + k];
    }
    use->continue_from(forest, scores);
    return info.Env().Undefined();
  });
}

// (booster, forest arrays, { bestIterations, bestValue, finished }, job options) → promise: goes on from a checkpoint
Napi::Value booster_resume(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto use = std::make_shared<Use>(unwrap<HeldBooster>(info[0]));
    const auto forest = std::make_shared<trees::Forest>(forest_of(info[1].As<Napi::Object>()));
    const auto given = info[2].As<Napi::Object>();
    const trees::BoosterState state{given.Get("bestIterations").As<Napi::Number>().Int64Value(),
                                    given.Get("bestValue").As<Napi::Number>().DoubleValue(),
                                    given.Get("finished").ToBoolean()};
    const JobOptions job = job_options(info[3]);
    return start_job(info.Env(), job.token, job.threads,
                     [use = std::move(use), forest, state](const RunContext& context) mutable -> Outcome {
                       (*use)->resume(*forest, state, context);
                       use.reset();
                       return [](Napi::Env env) { return env.Undefined(); };
                     });
  });
}

// (booster, iterations, job options, on step(iterations, loss, validation)) → promise of whether training has ended
Napi::Value booster_run(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto use = std::make_shared<Use>(unwrap<HeldBooster>(info[0]));
    const std::int64_t iterations = info[1].As<Napi::Number>().Int64Value();
    const JobOptions job = job_options(info[2]);
    const Listener listener(info.Env(), info[3]);
    return start_job(info.Env(), job.token, job.threads,
                     [use = std::move(use), iterations, listener](const RunContext& context) mutable -> Outcome {
                       bool finished = (*use)->state().finished;
                       for (std::int64_t i = 0; i < iterations && !finished; ++i) {
                         const trees::BoosterStep step = (*use)->iterate(context);
                         finished = step.finished;
                         listener.call([step](Napi::Env env) -> std::vector<napi_value> {
                           return {Napi::Number::New(env, static_cast<double>(step.iterations)),
                                   Napi::Number::New(env, step.loss), Napi::Number::New(env, step.validation)};
                         });
                       }
                       use.reset();  // before the promise settles: the next call may come at once
                       return [finished](Napi::Env env) { return Napi::Boolean::New(env, finished); };
                     });
  });
}

// (booster, validation metric of the last iteration) → whether training has ended
Napi::Value booster_report(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    return Napi::Boolean::New(info.Env(), use->report(info[1].As<Napi::Number>()));
  });
}

const std::vector<std::uint32_t>& rows_of(const Use& use, const Napi::Value& which) {
  return which.ToString().Utf8Value() == "validation" ? use->validation_rows() : use->training_rows();
}

// (booster, 'training' | 'validation') → Float64Array [outputs][rows]
Napi::Value booster_scores(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    return float64_array(info.Env(), use->scores_of(rows_of(use, info[1])));
  });
}

// (booster, 'training' | 'validation') → { target, weight?, group? }
Napi::Value booster_labels(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    const auto& rows = rows_of(use, info[1]);
    Napi::Object out = Napi::Object::New(info.Env());
    const auto set = [&](const char* name, const std::shared_ptr<NumberList>& list) {
      if (!list) return;
      auto array = Napi::Float64Array::New(info.Env(), rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) array[i] = list->values[rows[i]];
      out.Set(name, array);
    };
    set("target", use.held().target);
    set("weight", use.held().weight);
    set("group", use.held().group);
    return out;
  });
}

// (booster, gradients, hessians): Float64Arrays [outputs][training rows]
Napi::Value booster_set_gradients(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    const auto gradients = span_of<double>(info[1], "gradients");
    const auto hessians = span_of<double>(info[2], "hessians");
    if (gradients.size() != hessians.size()) {
      throw Error("VALUE_INVALID",
                  "the objective gave " + std::to_string(gradients.size()) + " gradients and " +
                      std::to_string(hessians.size()) + " hessians",
                  "give one of each for each score");
    }
    use->set_gradients(gradients.data(), hessians.data(), gradients.size());
    return info.Env().Undefined();
  });
}

// (booster, whether the best iteration's trees alone) → forest arrays
Napi::Value booster_forest(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    return forest_arrays(info.Env(), info[1].ToBoolean() ? use->best_forest() : use->forest());
  });
}

// (booster) → { iterations, bestIterations, bestValue, finished, outputCount, trainingRows, validationRows }
Napi::Value booster_state(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Use use(unwrap<HeldBooster>(info[0]));
    const trees::BoosterState state = use->state();
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("iterations", static_cast<double>(use->iterations()));
    out.Set("bestIterations", static_cast<double>(state.best_iterations));
    out.Set("bestValue", state.best_value);
    out.Set("finished", state.finished);
    out.Set("outputCount", use->output_count());
    out.Set("trainingRows", static_cast<double>(use->training_rows().size()));
    out.Set("validationRows", static_cast<double>(use->validation_rows().size()));
    return out;
  });
}

}  // namespace

void export_boosters(Napi::Env env, Napi::Object& exports) {
  exports.Set("boosterCreate", Napi::Function::New<booster_create>(env));
  exports.Set("boosterContinue", Napi::Function::New<booster_continue>(env));
  exports.Set("boosterResume", Napi::Function::New<booster_resume>(env));
  exports.Set("boosterRun", Napi::Function::New<booster_run>(env));
  exports.Set("boosterReport", Napi::Function::New<booster_report>(env));
  exports.Set("boosterScores", Napi::Function::New<booster_scores>(env));
  exports.Set("boosterLabels", Napi::Function::New<booster_labels>(env));
  exports.Set("boosterSetGradients", Napi::Function::New<booster_set_gradients>(env));
  exports.Set("boosterForest", Napi::Function::New<booster_forest>(env));
  exports.Set("boosterState", Napi::Function::New<booster_state>(env));
}

}  // namespace millrace::binding
