#pragma once

#include <napi.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "binding/handle.h"
#include "transforms/program.h"

namespace millrace::binding {

template <>
struct Kind<Program> {
  static constexpr const char* name = "program";
};

// Adds one kind of operation to a program: the slots it reads and its parameters in, the slot it writes out (-1 for a
// fold). Each family of operations registers its own.
using AddOperation = std::function<Slot(Program&, const std::vector<Slot>&, const Napi::Object&)>;
// Throws Error(INTERNAL) for a name that is taken.
void register_operation(const std::string& name, AddOperation add);

// Registers a family once a process, although every environment loads the addon.
template <void (*family)()>
void register_once() {
  static std::once_flag once;
  std::call_once(once, family);
}

void export_programs(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
