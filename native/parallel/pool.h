// One pool of threads for the process. A job runs on one of them and may fan out with parallel_for; the caller of
// parallel_for always works too, so a job never waits for a thread that is not there.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

namespace millrace {

// Thrown at the next check after CancelToken::cancel; a job ends with it and its result is dropped.
struct Cancelled {};

class CancelToken {
 public:
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  void check() const {
    if (cancelled()) throw Cancelled{};
  }

 private:
  std::atomic<bool> cancelled_{false};
};

// What a running job may use. `threads` bounds the parallelism, it never changes a result.
struct RunContext {
  int threads = 1;
  const CancelToken* cancel = nullptr;

  void check() const {
    if (cancel) cancel->check();
  }
};

// The number of processors this process may use.
int hardware_threads();

// Runs `job` on a pool thread. The job must not throw. Throws Error MEMORY_EXHAUSTED when there is no thread at all.
void submit(std::function<void()> job);

// Calls body(0) … body(count - 1), each once, on at most context.threads threads, and returns when all are done.
// Checks for cancellation before each call. The first exception thrown by a body is thrown here.
// The order of calls is not defined: bodies write to places of their own, and folds happen after.
void parallel_for(const RunContext& context, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace millrace
