#include "binding/job.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace millrace::binding {

namespace {

Fault out_of_memory() {
  return {"MEMORY_EXHAUSTED", "there is not enough memory", "use fewer columns or rows, or a machine with more"};
}

}  // namespace

Fault current_fault() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.what(), error.remedy(), error.row()};
  } catch (const Cancelled&) {
    return {"ABORTED", "the operation was stopped", ""};
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  } catch (const std::length_error&) {  // a vector beyond what any machine could hold
    return out_of_memory();
  } catch (const std::exception& error) {
    return {"INTERNAL", error.what(), ""};
  } catch (...) {
    return {"INTERNAL", "an unknown fault", ""};
  }
}

Napi::Error to_javascript(Napi::Env env, const Fault& fault) {
  Napi::Error error = Napi::Error::New(env, fault.message);
  error.Set("code", Napi::String::New(env, fault.code));
  if (!fault.remedy.empty()) error.Set("remedy", Napi::String::New(env, fault.remedy));
  if (fault.row >= 0) error.Set("row", static_cast<double>(fault.row));
  return error;
}

Napi::Promise start_job(Napi::Env env, std::shared_ptr<CancelToken> token, int threads,
                        std::function<Outcome(const RunContext&)> work) {
  auto deferred = std::make_shared<Napi::Promise::Deferred>(env);
  Environment& environment = Environment::of(env);
  auto own = token ? std::move(token) : std::make_shared<CancelToken>();
  environment.enter(env, own);
  std::function<void()> job = [&environment, own, threads, deferred, work = std::move(work)]() mutable {
    Outcome outcome;
    std::optional<Fault> fault;
    try {
      own->check();
      RunContext context{threads, own.get()};
      outcome = work(context);
    } catch (...) {
      fault = current_fault();
    }
    work = nullptr;  // its memory goes before the promise settles
    environment.post([&environment, deferred, outcome = std::move(outcome), fault](Napi::Env at) {
      environment.settled(at);
      if (fault) {
        deferred->Reject(to_javascript(at, *fault).Value());
        return;
      }
      try {
        deferred->Resolve(outcome(at));
      } catch (const Napi::Error& error) {
        deferred->Reject(error.Value());
      } catch (...) {
        deferred->Reject(to_javascript(at, current_fault()).Value());
      }
    });
    environment.leave(own);
  };
  try {
    submit(std::move(job));
  } catch (...) {
    // Nothing will run: an environment that ends must not wait for it.
    environment.leave(own);
    environment.settled(env);
    throw;
  }
  return deferred->Promise();
}

Listener::Listener(Napi::Env env, const Napi::Value& function) {
  if (!function.IsFunction()) return;
  environment_ = &Environment::of(env);
  // The last copy may go on any thread, but the reference may only go on the environment's; when that one has ended,
  // its references went with it.
  auto* reference = new Napi::FunctionReference(Napi::Persistent(function.As<Napi::Function>()));
  function_ = {reference, [environment = environment_](Napi::FunctionReference* dead) {
                 if (environment->ended()) return;
                 environment->post([dead](Napi::Env) { delete dead; });
               }};
}

void Listener::call(Arguments arguments) const {
  if (!environment_) return;
  environment_->post([function = function_, arguments = std::move(arguments)](Napi::Env env) {
    function->Call(env.Undefined(), arguments(env));
  });
}

JobOptions job_options(const Napi::Value& value) {
  JobOptions options{nullptr, hardware_threads()};
  if (!value.IsObject()) return options;
  Napi::Object object = value.As<Napi::Object>();
  if (Napi::Value token = object.Get("token"); token.IsExternal()) options.token = unwrap<CancelToken>(token);
  if (Napi::Value threads = object.Get("threads"); threads.IsNumber()) {
    options.threads = std::clamp(threads.As<Napi::Number>().Int32Value(), 1, 256);
  }
  return options;
}

}  // namespace millrace::binding
