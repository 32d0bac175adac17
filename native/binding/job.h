// How a function of the addon reaches the engine: at once on the calling thread (`guarded`), or as a job on the pool
// that settles a promise (`start_job`). Both turn every fault into a JavaScript error with `code` and `remedy`.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <new>

#include "binding/environment.h"
#include "binding/handle.h"
#include "core/error.h"
#include "parallel/pool.h"

namespace millrace::binding {

template <>
struct Kind<CancelToken> {
  static constexpr const char* name = "cancel token";
};

// A fault as it crosses: thrown by the binding as a JavaScript Error with these properties.
struct Fault {
  std::string code;
  std::string message;
  std::string remedy;
  std::int64_t row = -1;  // in the batch under way
};

// The exception being handled, as a fault. Call inside a catch block.
Fault current_fault();
Napi::Error to_javascript(Napi::Env env, const Fault& fault);

// Runs body() now; what it throws becomes a JavaScript exception.
template <typename Body>
Napi::Value guarded(Napi::Env env, Body&& body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw to_javascript(env, current_fault());
  }
}

// What a job leaves behind for the environment's thread: makes the value its promise resolves to.
using Outcome = std::function<Napi::Value(Napi::Env)>;

// Runs work(context) on the pool and returns a promise of what the outcome makes. `token` may be shared with
// JavaScript, which cancels through it; the promise then rejects with code ABORTED. `work` must own what it uses.
Napi::Promise start_job(Napi::Env env, std::shared_ptr<CancelToken> token, int threads,
                        std::function<Outcome(const RunContext&)> work);

// A JavaScript function that a job calls on the environment's thread, without waiting for it.
class Listener {
 public:
  Listener() = default;
  // `function` may be undefined: calls do nothing then.
  Listener(Napi::Env env, const Napi::Value& function);
  using Arguments = std::function<std::vector<napi_value>(Napi::Env)>;
  void call(Arguments arguments) const;

 private:
  Environment* environment_ = nullptr;
  std::shared_ptr<Napi::FunctionReference> function_;
};

// Reads `{ token?: handle, threads?: number }` from the last argument of a job's function.
struct JobOptions {
  std::shared_ptr<CancelToken> token;
  int threads;
};
JobOptions job_options(const Napi::Value& value);

}  // namespace millrace::binding
