#include "parallel/pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace millrace {
namespace {

// Counts jobs that are under way, so that a test can wait for all of them.
class Latch {
 public:
  explicit Latch(int count) : count_(count) {}
  void down() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) zero_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return zero_.wait_for(lock, std::chrono::seconds(60), [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable zero_;
  int count_;
};

std::vector<int> counted(const RunContext& context, std::size_t count) {
  std::vector<int> calls(count);
  parallel_for(context, count, [&](std::size_t i) { ++calls[i]; });
  return calls;
}

TEST(ParallelFor, CallsEachIndexOnceOnAnyNumberOfThreads) {
  for (const int threads : {-1, 0, 1, 2, 3, 16, 1000}) {
    for (const std::size_t count : {0u, 1u, 2u, 15u, 1000u}) {
      EXPECT_EQ(counted({threads, nullptr}, count), std::vector<int>(count, 1)) << threads << " threads, " << count;
    }
  }
}

TEST(ParallelFor, NestsDeeperThanThereAreThreads) {
  std::atomic<int> calls{0};
  const RunContext context{4, nullptr};
  parallel_for(context, 6, [&](std::size_t) {
    parallel_for(context, 5, [&](std::size_t) {
      parallel_for(context, 4, [&](std::size_t) { parallel_for(context, 3, [&](std::size_t) { ++calls; }); });
    });
  });
  EXPECT_EQ(calls, 6 * 5 * 4 * 3);
}

TEST(ParallelFor, ThrowsWhatABodyThrewAndWaitsForTheOthers) {
  for (int run = 0; run < 200; ++run) {
    std::atomic<int> inside{0};
    const auto body = [&](std::size_t i) {
      ++inside;
      if (i == 7) throw std::runtime_error("seven");
      std::this_thread::yield();
      --inside;
    };
    try {
      parallel_for({8, nullptr}, 64, body);
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "seven");
    }
    EXPECT_EQ(inside, 1);  // the one that threw
  }
}

TEST(ParallelFor, KeepsTheFirstOfManyExceptions) {
  for (int run = 0; run < 200; ++run) {
    EXPECT_THROW(parallel_for({8, nullptr}, 64, [](std::size_t i) { throw std::out_of_range(std::to_string(i)); }),
                 std::out_of_range);
  }
}

TEST(ParallelFor, ThrowsFromANestedLoop) {
  const RunContext context{4, nullptr};
  const auto inner = [](std::size_t j) {
    if (j == 3) throw std::runtime_error("inside");
  };
  EXPECT_THROW(parallel_for(context, 8, [&](std::size_t) { parallel_for(context, 8, inner); }), std::runtime_error);
}

TEST(ParallelFor, StopsBetweenCallsWhenCancelled) {
  CancelToken token;
  const RunContext context{4, &token};
  std::atomic<int> calls{0};
  const auto body = [&](std::size_t) {
    if (++calls == 100) token.cancel();
  };
  EXPECT_THROW(parallel_for(context, 1'000'000, body), Cancelled);
  EXPECT_LT(calls, 1000);
  EXPECT_THROW(parallel_for(context, 1, body), Cancelled);
  EXPECT_THROW(parallel_for({1, &token}, 1, body), Cancelled);
  EXPECT_NO_THROW(parallel_for(context, 0, body));
}

TEST(ParallelFor, SeesCancellationFromAnotherThread) {
  CancelToken token;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    token.cancel();
  });
  const auto body = [](std::size_t) { std::this_thread::sleep_for(std::chrono::microseconds(100)); };
  EXPECT_THROW(parallel_for({4, &token}, 10'000'000, body), Cancelled);
  canceller.join();
}

// What a body wrote must be visible to whoever called parallel_for: the thread sanitizer looks at this.
TEST(ParallelFor, ReturnsAfterEveryWrite) {
  for (int run = 0; run < 500; ++run) {
    std::vector<std::size_t> squares(97);
    parallel_for({8, nullptr}, squares.size(), [&](std::size_t i) { squares[i] = i * i; });
    EXPECT_EQ(std::accumulate(squares.begin(), squares.end(), std::size_t{0}), 96u * 97 * 193 / 6);
  }
}

TEST(Submit, RunsManyJobsThatAllFanOut) {
  constexpr int kJobs = 400;  // more than the pool has threads
  Latch latch(kJobs);
  std::atomic<int> calls{0};
  for (int job = 0; job < kJobs; ++job) {
    submit([&] {
      parallel_for({4, nullptr}, 16, [&](std::size_t) { ++calls; });
      latch.down();
    });
  }
  ASSERT_TRUE(latch.wait());
  EXPECT_EQ(calls, kJobs * 16);
}

TEST(Submit, TakesJobsFromManyThreadsAndFromJobs) {
  constexpr int kThreads = 8, kJobs = 50;
  Latch latch(2 * kThreads * kJobs);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int job = 0; job < kJobs; ++job) {
        submit([&] {
          submit([&] { latch.down(); });
          latch.down();
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(latch.wait());
}

// A job that waits for one submitted later must not hold it up: each has a thread, up to the pool's bound.
TEST(Submit, RunsAJobBesideOnesThatBlock) {
  constexpr int kBlocked = 40;
  std::promise<void> go;
  const std::shared_future<void> started = go.get_future().share();
  Latch latch(kBlocked);
  for (int job = 0; job < kBlocked; ++job) {
    submit([&, started] {
      started.wait();
      latch.down();
    });
  }
  submit([&] { go.set_value(); });
  EXPECT_TRUE(latch.wait());
}

TEST(Submit, FreesWhatAJobHeldWhenItIsDone) {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = held;
  Latch latch(1);
  submit([held = std::move(held), &latch] { latch.down(); });
  ASSERT_TRUE(latch.wait());
  for (int i = 0; i < 1000 && !watched.expired(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace millrace
