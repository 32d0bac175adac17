#include "trees/grow/team.h"

#include <algorithm>

namespace millrace::trees {

void Team::run(Source& source) {
  parallel_for(context_, static_cast<std::size_t>(threads_),
               [&](std::size_t worker) { work(source, static_cast<int>(worker)); });
}

void Team::work(Source& source, int worker) {
  std::unique_lock lock(mutex_);
  while (!has_failed_ && !source.is_done()) {
    if (GrowthNode* node = source.next()) {
      lock.unlock();
      try {
        source.work(*node, worker);
      } catch (...) {
        lock.lock();
        has_failed_ = true;
        changed_.notify_all();
        throw;
      }
      lock.lock();
      source.finish(*node);
      changed_.notify_all();
      continue;
    }
    const auto open = std::find_if(loops_.begin(), loops_.end(),
                                   [](const Loop* loop) { return loop->next < loop->count && !loop->error; });
    if (open != loops_.end()) {
      drain(**open, worker, lock);
    } else {
      changed_.wait(lock);
    }
  }
  changed_.notify_all();
}

// The loop lives while somebody runs it: its owner waits for that.
void Team::drain(Loop& loop, int worker, std::unique_lock<std::mutex>& lock) {
  ++loop.running;
  while (loop.next < loop.count && !loop.error) {
    const std::size_t index = loop.next++;
    lock.unlock();
    std::exception_ptr error;
    try {
      context_.check();
      (*loop.body)(index, worker);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error && !loop.error) loop.error = error;
  }
  if (--loop.running == 0) changed_.notify_all();
}

void Team::loop(std::size_t count, int worker, const std::function<void(std::size_t, int)>& body) {
  if (threads_ == 1 || count <= 1) {
    for (std::size_t index = 0; index < count; ++index) {
      context_.check();
      body(index, worker);
    }
    return;
  }
  Loop loop;
  loop.count = count;
  loop.body = &body;
  std::unique_lock lock(mutex_);
  loops_.push_back(&loop);
  changed_.notify_all();
  drain(loop, worker, lock);
  loops_.erase(std::find(loops_.begin(), loops_.end(), &loop));
  changed_.wait(lock, [&] { return loop.running == 0; });
  if (loop.error) std::rethrow_exception(loop.error);
}

}  // namespace millrace::trees
