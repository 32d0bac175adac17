// What one JavaScript environment (the main thread or a worker) shares with the engine's threads: a queue of closures
// to run on its thread, and the jobs it has under way. When the environment ends, its jobs are cancelled and joined
// before anything of it goes away.
#pragma once

#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "parallel/pool.h"

namespace millrace::binding {

class Environment {
 public:
  // Makes the environment's state; called once from the addon's init.
  static void install(Napi::Env env);
  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

  // Runs `closure` on the environment's thread. From any thread, while a job of this environment is under way.
  void post(std::function<void(Napi::Env)> closure);

  // Bracket a job. Both on the environment's thread, but `leave` of a job's work on the job's own.
  void enter(Napi::Env env, const std::shared_ptr<CancelToken>& token);
  void leave(const std::shared_ptr<CancelToken>& token);
  // The job's promise is settled: the event loop need not wait for it any more.
  void settled(Napi::Env env);

  // Whether the environment is on its way out: what belongs to it must not be touched any more.
  bool ended() const { return ended_.load(); }

 private:
  static void end(void* self);
  static void call(napi_env env, napi_value, void*, void* data);

  napi_threadsafe_function queue_ = nullptr;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::unordered_multiset<std::shared_ptr<CancelToken>> running_;
  int unsettled_ = 0;
  std::atomic<bool> ended_{false};
};

}  // namespace millrace::binding
