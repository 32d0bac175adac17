// One row at a time through a program, on the calling thread: for single predictions.
#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "binding/handle.h"
#include "transforms/program.h"

namespace millrace::binding {

// What a value is, as src/engine/row-runner.ts says it.
enum class RowValue : int { number = 0, missing = 1, boolean = 2, time = 3, other = 4 };

// Everything that a row needs is made for the first and used again for the next: a row allocates nothing, and takes no
// lock. Of one environment, like its handle, and so of one thread; batches of the same program may run beside it.
class RowRunner {
 public:
  RowRunner(std::shared_ptr<const Program> program, Slot output);

  // exchange: f64[inputs + inputs + width]: the inputs' numbers (truth values, milliseconds), their kinds (RowValue),
  // and room for the outputs. others[inputs]: the values of kind `other`, texts and big integers.
  // Returns what is wrong with the row, or null. Throws Error(VALUE_INVALID) for a value that no column holds.
  const std::string* run(const Napi::Value& exchange, const Napi::Value& others);

 private:
  struct Input {
    std::shared_ptr<Column> column;  // of one row
    std::shared_ptr<Bytes> data;     // of the column
    std::shared_ptr<Bytes> offsets;  // of the column, when it is text
  };
  void set_number(Input& input, Type type, const void* value, std::size_t size);
  void set_missing(Input& input, Type type);
  void set_other(Input& input, napi_env env, napi_value value);

  std::shared_ptr<const Program> program_;
  Slot output_;
  std::vector<Input> inputs_;
  Buffer invalid_;  // the validity of a missing value
  Run run_;
};

template <>
struct Kind<RowRunner> {
  static constexpr const char* name = "row runner";
};

}  // namespace millrace::binding
