// What files that register operations and the states of folds share.
#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "binding/handle.h"
#include "binding/program.h"

namespace millrace::binding {

inline double number_in(const Napi::Object& object, const char* key) { return object.Get(key).As<Napi::Number>(); }
inline std::string text_in(const Napi::Object& object, const char* key) { return object.Get(key).As<Napi::String>(); }

template <typename T>
std::shared_ptr<T> state_in(const Napi::Object& parameters) {
  return unwrap<T>(parameters.Get("state"));
}

// Adds an operation that writes a slot, or one that only folds.
template <typename T, typename... Arguments>
Slot add_writer(Program& program, Slot in, Arguments&&... arguments) {
  const Slot out = program.add_slot();
  program.add(std::make_unique<T>(in, out, std::forward<Arguments>(arguments)...));
  return out;
}
template <typename T, typename... Arguments>
Slot add_fold(Program& program, Arguments&&... arguments) {
  program.add(std::make_unique<T>(std::forward<Arguments>(arguments)...));
  return -1;
}

using Slots = std::vector<Slot>;

// () → a new, empty state
template <typename T>
Napi::Value create(const Napi::CallbackInfo& info) {
  return wrap(info.Env(), std::make_shared<T>());
}

}  // namespace millrace::binding
