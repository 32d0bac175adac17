#include "transforms/program.h"

#include <algorithm>
#include <exception>

namespace millrace {

namespace {

// Fewer rows are done before another thread has woken up.
constexpr std::int64_t kLeastRows = 2048;

}  // namespace

void Program::schedule(std::size_t first, const std::vector<Slot>& reads, Slot writes, const void* state) {
  ready_.resize(static_cast<std::size_t>(slot_count_));
  for (std::size_t i = first; i < operations_.size(); ++i) {
    const bool shares = state && std::find(states_.begin(), states_.end(), state) != states_.end();
    std::size_t wave = next_wave_;
    if (operations_[i]->independent() && !shares && operations_.size() == first + 1) {
      for (const Slot slot : reads) wave = std::max(wave, ready_[static_cast<std::size_t>(slot)]);
    } else {
      wave = waves_.size();
      next_wave_ = wave + 1;
    }
    if (wave >= waves_.size()) waves_.resize(wave + 1);
    waves_[wave].push_back(i);
    if (writes >= 0) ready_[static_cast<std::size_t>(writes)] = wave + 1;
  }
  if (state) states_.push_back(state);
}

void Program::run_placed(Run& run) const {
  std::size_t scheduled = 0;
  for (const auto& wave : waves_) scheduled += wave.size();
  // Problems are noted in the order of operations.
  if (run.lenient || run.row_count < kLeastRows || run.context.threads < 2 || scheduled != operations_.size()) {
    for (const auto& operation : operations_) {
      run.context.check();
      operation->run(run);
    }
    return;
  }
  for (const auto& wave : waves_) {
    run.context.check();
    if (wave.size() == 1) {
      operations_[wave[0]]->run(run);
      continue;
    }
    // Of several that fail the first one's fault is thrown, whoever was quicker.
    std::vector<std::exception_ptr> faults(wave.size());
    parallel_for(run.context, wave.size(), [&](std::size_t i) {
      try {
        operations_[wave[i]]->run(run);
      } catch (...) {
        faults[i] = std::current_exception();
      }
    });
    for (const std::exception_ptr& fault : faults) {
      if (fault) std::rethrow_exception(fault);
    }
  }
}

}  // namespace millrace
