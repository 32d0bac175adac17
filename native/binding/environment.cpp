#include "binding/environment.h"

namespace millrace::binding {

void Environment::install(Napi::Env env) {
  auto* self = new Environment();
  env.SetInstanceData<Environment>(self);
  napi_value name;
  napi_create_string_utf8(env, "millrace", NAPI_AUTO_LENGTH, &name);
  napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, nullptr,
                                                       call, &self->queue_);
  if (status != napi_ok) throw Napi::Error::New(env, "the engine's queue could not be made");
  napi_unref_threadsafe_function(env, self->queue_);
  // Hooks run last in, first out: this one before the queue's own, so that no thread ever calls a closed queue.
  napi_add_env_cleanup_hook(env, end, self);
}

void Environment::post(std::function<void(Napi::Env)> closure) {
  auto* data = new std::function<void(Napi::Env)>(std::move(closure));
  if (napi_call_threadsafe_function(queue_, data, napi_tsfn_nonblocking) != napi_ok) delete data;
}

void Environment::call(napi_env env, napi_value, void*, void* data) {
  std::unique_ptr<std::function<void(Napi::Env)>> closure(static_cast<std::function<void(Napi::Env)>*>(data));
  if (env == nullptr) return;  // the environment is going: nobody waits any more
  Napi::HandleScope scope(env);
  try {
    (*closure)(Napi::Env(env));
  } catch (const Napi::Error& error) {
    // A worker that is being terminated runs no JavaScript any more, so nothing can be thrown into it either.
    bool is_pending = false;
    if (napi_is_exception_pending(env, &is_pending) == napi_ok && !is_pending) error.ThrowAsJavaScriptException();
  } catch (...) {
    // Nobody above would catch it; the promise it belongs to goes with the environment.
  }
}

void Environment::enter(Napi::Env env, const std::shared_ptr<CancelToken>& token) {
  {
    std::lock_guard lock(mutex_);
    running_.insert(token);
  }
  if (++unsettled_ == 1) napi_ref_threadsafe_function(env, queue_);
}

void Environment::leave(const std::shared_ptr<CancelToken>& token) {
  std::lock_guard lock(mutex_);
  running_.erase(running_.find(token));  // one of them: jobs may share a token
  // Under the lock: the environment may be deleted as soon as its end hook sees no job.
  if (running_.empty()) idle_.notify_all();
}

void Environment::settled(Napi::Env env) {
  if (--unsettled_ == 0) napi_unref_threadsafe_function(env, queue_);
}

void Environment::end(void* data) {
  auto* self = static_cast<Environment*>(data);
  self->ended_ = true;
  std::unique_lock lock(self->mutex_);
  for (const auto& token : self->running_) token->cancel();
  self->idle_.wait(lock, [self] { return self->running_.empty(); });
}

}  // namespace millrace::binding
