#include "parallel/pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "core/error.h"

#ifdef __linux__
#include <sched.h>
#endif

namespace millrace {

namespace {

// Jobs and the helpers of parallel_for wait in separate queues: helpers first, since a running job wants them now.
class Pool {
 public:
  void submit_job(std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    // A job may block on nothing but its own work, but jobs must not queue behind one long fit.
    grow(std::min(kMaxThreads, std::max(hardware_threads(), outstanding_jobs_ + 1)));
    if (thread_count_ == 0) throw Error("MEMORY_EXHAUSTED", "the system gave the engine no thread");
    jobs_.push_back(std::move(job));
    ++outstanding_jobs_;
    wake_.notify_one();
  }

  // Helpers are a wish: there may be fewer, or none.
  void submit_helpers(int count, const std::function<void()>& helper) {
    const std::lock_guard lock(mutex_);
    grow(std::min(kMaxThreads, outstanding_jobs_ + count));
    // Where every thread has a job of its own, helpers of loops long done would pile up here.
    const int room = kMaxThreads - static_cast<int>(helpers_.size());
    try {
      for (int i = 0; i < std::min(count, room); ++i) helpers_.push_back(helper);
    } catch (const std::bad_alloc&) {
      // Whoever asked must not leave: the helpers that are queued point to its loop.
    }
    wake_.notify_all();
  }

 private:
  static constexpr int kMaxThreads = 256;

  // The system may refuse a thread: the ones there are do the work then.
  void grow(int wanted) {
    try {
      while (thread_count_ < wanted) {
        std::thread([this] { work(); }).detach();
        ++thread_count_;
      }
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {
    }
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return !helpers_.empty() || !jobs_.empty(); });
      const bool is_job = helpers_.empty();
      auto& queue = is_job ? jobs_ : helpers_;
      std::function<void()> task = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
      if (is_job) --outstanding_jobs_;
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::deque<std::function<void()>> helpers_;
  int thread_count_ = 0;
  int outstanding_jobs_ = 0;
};

// Never destroyed: its threads sleep until the process ends, and there is no order of destruction to get wrong.
Pool& pool() {
  static Pool* const instance = new Pool();
  return *instance;
}

// Shared by the caller and its helpers; a helper that starts late finds nothing left to do.
struct Loop {
  std::size_t count;
  const RunContext* context;
  const std::function<void(std::size_t)>* body;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::condition_variable done;
  int running = 0;
  bool closed = false;
  std::exception_ptr error;

  void drain() {
    for (;;) {
      const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= count || failed.load(std::memory_order_relaxed)) return;
      try {
        context->check();
        (*body)(index);
      } catch (...) {
        failed.store(true, std::memory_order_relaxed);
        std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
        return;
      }
    }
  }

  void help() {
    {
      std::lock_guard lock(mutex);
      if (closed) return;  // the caller has returned: body and context are gone
      ++running;
    }
    drain();
    std::lock_guard lock(mutex);
    if (--running == 0) done.notify_all();
  }
};

}  // namespace

int hardware_threads() {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void submit(std::function<void()> job) { pool().submit_job(std::move(job)); }

void parallel_for(const RunContext& context, std::size_t count, const std::function<void(std::size_t)>& body) {
  const int helpers = static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(context.threads))) - 1;
  if (helpers <= 0) {
    for (std::size_t index = 0; index < count; ++index) {
      context.check();
      body(index);
    }
    return;
  }
  auto loop = std::make_shared<Loop>();
  loop->count = count;
  loop->context = &context;
  loop->body = &body;
  pool().submit_helpers(helpers, [loop] { loop->help(); });
  loop->drain();
  std::unique_lock lock(loop->mutex);
  loop->closed = true;
  loop->done.wait(lock, [&] { return loop->running == 0; });
  // Taken out, so that a helper that starts late does not free it while it is being handled here.
  if (loop->error) std::rethrow_exception(std::exchange(loop->error, nullptr));
}

}  // namespace millrace
