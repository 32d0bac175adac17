// Engine objects as JavaScript holds them: an opaque external with a kind, so that a handle of the wrong kind is an
// error and not a crash. Freed by the collector, or at once by `release`.
#pragma once

#include <napi.h>

#include <concepts>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "core/error.h"

namespace millrace::binding {

// Specialised once per type that crosses: `static constexpr const char* name` is its kind.
template <typename T>
struct Kind;

// States of folds: a pass may run in parts, each with an empty state of the same options, merged in order.
template <typename T>
concept FoldState = requires(const T& made, T& into, T& next) {
  { made.fork() } -> std::same_as<std::shared_ptr<T>>;
  into.merge(next);
};

struct StateType {
  std::shared_ptr<void> (*fork)(const std::shared_ptr<void>& state);
  void (*merge)(const std::shared_ptr<void>& into, const std::shared_ptr<void>& next);
};

template <typename T>
const StateType* state_type() {
  if constexpr (FoldState<T>) {
    static constexpr StateType type{[](const std::shared_ptr<void>& state) -> std::shared_ptr<void> {
                                      return std::static_pointer_cast<T>(state)->fork();
                                    },
                                    [](const std::shared_ptr<void>& into, const std::shared_ptr<void>& next) {
                                      std::static_pointer_cast<T>(into)->merge(*std::static_pointer_cast<T>(next));
                                    }};
    return &type;
  } else {
    return nullptr;
  }
}

struct Handle {
  const char* kind;
  std::shared_ptr<void> object;
  std::int64_t bytes;      // what the collector is told that it holds
  const StateType* state;  // nullptr for what is no state of a fold
};

inline Napi::Value external_of(Napi::Env env, Handle* handle) {
  return Napi::External<Handle>::New(env, handle, [](Napi::Env at, Handle* dead) {
    if (dead->bytes > 0) Napi::MemoryManagement::AdjustExternalMemory(at, -dead->bytes);
    delete dead;
  });
}

template <typename T>
Napi::Value wrap(Napi::Env env, std::shared_ptr<T> object, std::int64_t bytes = 0) {
  using Plain = std::remove_const_t<T>;
  auto* handle =
      new Handle{Kind<Plain>::name, std::const_pointer_cast<Plain>(std::move(object)), bytes, state_type<Plain>()};
  if (bytes > 0) Napi::MemoryManagement::AdjustExternalMemory(env, bytes);
  return external_of(env, handle);
}

inline Handle& handle_of(const Napi::Value& value) {
  if (!value.IsExternal()) throw Error("INTERNAL", "an engine handle was expected");
  return *value.As<Napi::External<Handle>>().Data();
}

template <typename T>
std::shared_ptr<T> unwrap(const Napi::Value& value) {
  Handle& handle = handle_of(value);
  if (std::strcmp(handle.kind, Kind<T>::name) != 0) {
    throw Error("INTERNAL", std::string("a handle of kind ") + Kind<T>::name + " was expected, not " + handle.kind);
  }
  if (!handle.object) throw Error("CLOSED", std::string("this ") + Kind<T>::name + " was released");
  return std::static_pointer_cast<T>(handle.object);
}

}  // namespace millrace::binding
