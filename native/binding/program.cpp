// Programs: built operation by operation, run on a batch as a job or on one row at once.
#include "binding/program.h"

#include <mutex>

#include "binding/buffers.h"
#include "binding/column.h"
#include "binding/job.h"
#include "binding/row.h"
#include "core/registry.h"

namespace millrace::binding {

namespace {

// Families are registered by the environment that loads the addon first, while others may already use some.
struct Operations {
  std::mutex mutex;
  Registry<AddOperation> by_name;
};

Operations& operations() {
  static auto* const table = new Operations();  // never destroyed: a worker may still look one up as the process ends
  return *table;
}

const AddOperation* find_operation(const std::string& name) {
  const std::lock_guard lock(operations().mutex);
  return operations().by_name.find(name);
}

std::vector<Slot> slots_of(const Napi::Value& value, const Program& program) {
  std::vector<Slot> slots;
  const Napi::Array array = value.As<Napi::Array>();
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Slot slot = array.Get(i).As<Napi::Number>().Int32Value();
    if (slot < 0 || slot >= program.slot_count()) throw Error("INTERNAL", "no such slot");
    slots.push_back(slot);
  }
  return slots;
}

// A slot as JavaScript gets it: numbers as Float64Array, codes as Int32Array.
Napi::Value output_of(Napi::Env env, const Value& value) {
  if (const auto* numbers = std::get_if<std::shared_ptr<const Numbers>>(&value)) return float64_array(env, **numbers);
  if (const auto* codes = std::get_if<std::shared_ptr<const Codes>>(&value)) {
    const Codes& list = **codes;
    return Napi::Int32Array::New(env, list.size(), copy_out(env, list.data(), list.size() * sizeof(std::int32_t)), 0);
  }
  throw Error("INTERNAL", "this slot has no output form");
}

Napi::Object results_of(Napi::Env env, const Run& run, const std::vector<Slot>& outputs) {
  Napi::Array values = Napi::Array::New(env, outputs.size());
  for (std::uint32_t i = 0; i < outputs.size(); ++i) {
    values.Set(i, output_of(env, run.slots[static_cast<std::size_t>(outputs[i])]));
  }
  Napi::Array problems = Napi::Array::New(env, run.problems.size());
  for (std::uint32_t i = 0; i < run.problems.size(); ++i) {
    Napi::Object problem = Napi::Object::New(env);
    problem.Set("row", static_cast<double>(run.problems[i].row));
    problem.Set("message", run.problems[i].message);
    problems.Set(i, problem);
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("values", values);
  result.Set("problems", problems);
  return result;
}

// () → handle
Napi::Value program_create(const Napi::CallbackInfo& info) { return wrap(info.Env(), std::make_shared<Program>()); }

// (program) → slot
Napi::Value program_input(const Napi::CallbackInfo& info) {
  return guarded(info.Env(),
                 [&]() -> Napi::Value { return Napi::Number::New(info.Env(), unwrap<Program>(info[0])->add_input()); });
}

// (program, operation, slots, parameters) → slot
Napi::Value program_add(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto program = unwrap<Program>(info[0]);
    const std::string name = info[1].As<Napi::String>();
    const AddOperation* add = find_operation(name);
    if (!add) throw Error("INTERNAL", "no operation '" + name + "'");
    const std::vector<Slot> reads = slots_of(info[2], *program);
    const Napi::Object parameters = info[3].As<Napi::Object>();
    const std::size_t first = program->operation_count();
    const Slot slot = (*add)(*program, reads, parameters);
    const Napi::Value state = parameters.Get("state");
    program->schedule(first, reads, slot, state.IsExternal() ? handle_of(state).object.get() : nullptr);
    return Napi::Number::New(info.Env(), slot);
  });
}

Handle& state_handle(const Napi::Value& value) {
  Handle& handle = handle_of(value);
  if (!handle.object) throw Error("CLOSED", std::string("this ") + handle.kind + " was released");
  if (!handle.state) throw Error("INTERNAL", std::string("a ") + handle.kind + " can't be filled in parts");
  return handle;
}

// (state of a fold) → an empty one of the same options
Napi::Value state_fork(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Handle& from = state_handle(info[0]);
    return external_of(info.Env(), new Handle{from.kind, from.state->fork(from.object), 0, from.state});
  });
}

// (state, the state of the rows that follow): adds those to it, and leaves them in no fit state
Napi::Value state_merge(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Handle& into = state_handle(info[0]);
    const Handle& next = state_handle(info[1]);
    if (into.state != next.state) throw Error("INTERNAL", "states of different kinds");
    into.state->merge(into.object, next.object);
    return info.Env().Undefined();
  });
}

// (program, column handles, row count, lenient, output slots, job options) → promise of { values, problems }
Napi::Value program_run(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto program = unwrap<Program>(info[0]);
    std::vector<ColumnPtr> columns;
    const Napi::Array handles = info[1].As<Napi::Array>();
    const std::int64_t row_count = info[2].As<Napi::Number>().Int64Value();
    for (std::uint32_t i = 0; i < handles.Length(); ++i) {
      columns.push_back(unwrap<Column>(handles.Get(i)));
      if (columns.back()->length != row_count) throw Error("INTERNAL", "a column of another length than its batch");
    }
    if (static_cast<int>(columns.size()) != program->input_count()) throw Error("INTERNAL", "a wrong number of inputs");
    const bool lenient = info[3].As<Napi::Boolean>();
    const std::vector<Slot> outputs = slots_of(info[4], *program);
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads,
                     [program, columns, row_count, lenient, outputs](const RunContext& context) -> Outcome {
                       auto run = std::make_shared<Run>();
                       run->context = context;
                       run->row_count = row_count;
                       run->lenient = lenient;
                       program->run(columns, *run);
                       return [run, outputs](Napi::Env env) -> Napi::Value { return results_of(env, *run, outputs); };
                     });
  });
}

// (program, output slot) → row runner
Napi::Value program_row(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto program = unwrap<Program>(info[0]);
    const Slot output = info[1].As<Napi::Number>().Int32Value();
    if (output < 0 || output >= program->slot_count()) throw Error("INTERNAL", "no such slot");
    return wrap(info.Env(), std::make_shared<RowRunner>(program, output));
  });
}

// (row runner, exchange, texts and big integers by input) → what is wrong with the row, or undefined; now
Napi::Value program_run_row(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::string* problem = unwrap<RowRunner>(info[0])->run(info[1], info[2]);
    return problem ? Napi::String::New(info.Env(), *problem) : info.Env().Undefined();
  });
}

}  // namespace

void register_operation(const std::string& name, AddOperation add) {
  const std::lock_guard lock(operations().mutex);
  operations().by_name.add(name, std::move(add));
}

void export_programs(Napi::Env env, Napi::Object& exports) {
  exports.Set("programCreate", Napi::Function::New<program_create>(env));
  exports.Set("programInput", Napi::Function::New<program_input>(env));
  exports.Set("programAdd", Napi::Function::New<program_add>(env));
  exports.Set("stateFork", Napi::Function::New<state_fork>(env));
  exports.Set("stateMerge", Napi::Function::New<state_merge>(env));
  exports.Set("programRun", Napi::Function::New<program_run>(env));
  exports.Set("programRow", Napi::Function::New<program_row>(env));
  exports.Set("programRunRow", Napi::Function::New<program_run_row>(env));
}

}  // namespace millrace::binding
