// Threads that grow one tree. Each works on nodes of its own; one that has none helps with another's loop, so that the
// few large nodes near the root keep all of them busy. Nobody spins.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "parallel/pool.h"

namespace millrace::trees {

struct GrowthNode;

class Team {
 public:
  explicit Team(const RunContext& context) : context_(context), threads_(context.threads > 1 ? context.threads : 1) {}

  int threads() const { return threads_; }

  // Where work comes from. All but `work` are called by one thread at a time.
  struct Source {
    virtual ~Source() = default;
    virtual bool is_done() const = 0;
    virtual GrowthNode* next() = 0;  // null when there is none now
    virtual void work(GrowthNode& node, int worker) = 0;
    virtual void finish(GrowthNode& node) = 0;
  };
  // Works until the source is done.
  void run(Source& source);

  // Calls body(0, worker) … body(count - 1, worker), with whoever is idle. From a piece of work alone.
  void loop(std::size_t count, int worker, const std::function<void(std::size_t, int)>& body);

 private:
  struct Loop {
    std::size_t count = 0;
    std::size_t next = 0;
    int running = 0;
    const std::function<void(std::size_t, int)>* body = nullptr;
    std::exception_ptr error;
  };
  void work(Source& source, int worker);
  void drain(Loop& loop, int worker, std::unique_lock<std::mutex>& lock);

  const RunContext& context_;
  int threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Loop*> loops_;
  bool has_failed_ = false;
};

}  // namespace millrace::trees
