// A program: what a fitted pipeline does to a batch, as operations on slots. Fits add folds to it, which gather state
// from the slots batch by batch; predictions read slots out. The same code runs a whole batch and a single row.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/column.h"
#include "core/error.h"
#include "core/matrix.h"
#include "parallel/pool.h"

namespace millrace {

using Slot = int;

using Numbers = std::vector<double>;  // one a row, or `width` a row, row-major; NaN = missing
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
using Codes = std::vector<std::int32_t>;  // one a row: a category's index, or one of these two
inline constexpr std::int32_t kMissingCode = -1;
inline constexpr std::int32_t kUnseenCode = -2;

using Value = std::variant<std::monostate, ColumnPtr, std::shared_ptr<const Numbers>, std::shared_ptr<const Codes>,
                           std::shared_ptr<const CsrBlock>>;

// Why a row can't be scored.
struct Problem {
  std::int64_t row;  // in the batch
  std::string message;
};

// One batch on its way through a program.
struct Run {
  RunContext context;
  std::int64_t row_count = 0;
  // Predictions answer every row: what is wrong with one is noted. Fits stop at the first fault.
  bool lenient = false;
  std::vector<Value> slots;
  std::vector<Problem> problems;

  template <typename T>
  const T& get(Slot slot) const {
    return *std::get<std::shared_ptr<const T>>(slots.at(static_cast<std::size_t>(slot)));
  }
  const Column& column(Slot slot) const { return *std::get<ColumnPtr>(slots.at(static_cast<std::size_t>(slot))); }
  template <typename T>
  void set(Slot slot, T value) {
    slots.at(static_cast<std::size_t>(slot)) = std::shared_ptr<const T>(std::make_shared<T>(std::move(value)));
  }
  // A value of the slot to write: new, or what an earlier row left there, to be overwritten. Nobody else holds it.
  template <typename T>
  T& make(Slot slot) {
    Value& value = slots.at(static_cast<std::size_t>(slot));
    auto* held = std::get_if<std::shared_ptr<const T>>(&value);
    if (held && *held && held->use_count() == 1) return const_cast<T&>(**held);  // made as a T below
    auto fresh = std::make_shared<T>();
    T& out = *fresh;
    value = std::shared_ptr<const T>(std::move(fresh));
    return out;
  }
  void set_column(Slot slot, ColumnPtr column) { slots.at(static_cast<std::size_t>(slot)) = std::move(column); }

  // Notes the problem when lenient, throws it as an Error otherwise.
  void fault(std::int64_t row, const char* code, const std::string& message, const char* remedy) {
    if (!lenient) throw Error(code, message, remedy, row);
    problems.push_back({row, message});
  }
};

class Operation {
 public:
  virtual ~Operation() = default;
  virtual void run(Run& run) = 0;
  // Whether it reads the slots it was given when it was added, writes the one that this returned, feeds at most its own
  // state, and notes problems with rows alone: such operations may run beside each other.
  virtual bool independent() const { return false; }
};

class Program {
 public:
  // Inputs come before all other slots.
  Slot add_input() {
    ++input_count_;
    return slot_count_++;
  }
  Slot add_slot() { return slot_count_++; }
  void add(std::unique_ptr<Operation> operation) { operations_.push_back(std::move(operation)); }
  std::size_t operation_count() const { return operations_.size(); }
  // Says of the operations from `first` on what they read and write (-1 for nothing), and which state they feed, if
  // any.
  void schedule(std::size_t first, const std::vector<Slot>& reads, Slot writes, const void* state);

  int input_count() const { return input_count_; }
  int slot_count() const { return slot_count_; }

  void run(const std::vector<ColumnPtr>& inputs, Run& run) const {
    place(inputs, run);
    run_placed(run);
  }

  // The two steps of `run` apart: columns that stay where they are can be run again with other values in them.
  void place(const std::vector<ColumnPtr>& inputs, Run& run) const {
    run.slots.resize(static_cast<std::size_t>(slot_count_));
    for (std::size_t i = 0; i < inputs.size(); ++i) run.slots[i] = inputs[i];
  }
  void run_placed(Run& run) const;

 private:
  int input_count_ = 0;
  int slot_count_ = 0;
  std::vector<std::unique_ptr<Operation>> operations_;
  // Operations by wave: those of one need nothing of each other.
  std::vector<std::vector<std::size_t>> waves_;
  std::vector<std::size_t> ready_;  // by slot: the first wave that may read it
  std::size_t next_wave_ = 0;       // no later operation may run in an earlier one
  std::vector<const void*> states_;
};

}  // namespace millrace
