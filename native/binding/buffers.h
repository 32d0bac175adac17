// JavaScript's typed arrays as spans, read within the call that was given them and never after; and engine memory as
// new typed arrays, copied.
#pragma once

#include <napi.h>

#include <cstring>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "core/buffer.h"
#include "core/error.h"

namespace millrace::binding {

struct BytesView {
  const std::byte* data = nullptr;
  std::size_t size = 0;
};

// The bytes of a typed array; of none for undefined. Refuses shared and detached memory.
inline BytesView bytes_of(const Napi::Value& value, const char* what) {
  if (value.IsUndefined() || value.IsNull()) return {};
  if (!value.IsTypedArray()) throw Error("INTERNAL", std::string(what) + " is no typed array");
  napi_typedarray_type type;
  std::size_t length = 0, offset = 0;
  void* data = nullptr;
  napi_value buffer;
  if (napi_get_typedarray_info(value.Env(), value, &type, &length, &data, &buffer, &offset) != napi_ok) {
    throw Error("BUFFER_REFUSED", std::string(what) + " can't be read");
  }
  bool is_plain = false;
  napi_is_arraybuffer(value.Env(), buffer, &is_plain);
  if (!is_plain) {
    throw Error("BUFFER_REFUSED", std::string(what) + " is in shared memory", "copy it into an ordinary ArrayBuffer");
  }
  bool detached = false;
  napi_is_detached_arraybuffer(value.Env(), buffer, &detached);
  if (detached)
    throw Error("BUFFER_REFUSED", std::string(what) + " was transferred away", "pass it before transferring");
  static constexpr std::size_t widths[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  // A newer Node may know more kinds of arrays.
  if (static_cast<std::size_t>(type) >= std::size(widths))
    throw Error("INTERNAL", std::string(what) + " is of a new kind");
  return {static_cast<const std::byte*>(data), length * widths[type]};
}

// The values of a typed array whose elements are as wide as T.
template <typename T>
std::span<const T> span_of(const Napi::Value& value, const char* what) {
  const BytesView bytes = bytes_of(value, what);
  if (bytes.size % sizeof(T) != 0) throw Error("INTERNAL", std::string(what) + " has the wrong element type");
  return {reinterpret_cast<const T*>(bytes.data), bytes.size / sizeof(T)};
}

inline std::vector<double> numbers_in(const Napi::Value& value, const char* what = "numbers") {
  const auto numbers = span_of<double>(value, what);
  return {numbers.begin(), numbers.end()};
}
inline std::vector<double> numbers_in(const Napi::Object& parameters, const char* key) {
  return numbers_in(parameters.Get(key), key);
}

inline Napi::ArrayBuffer copy_out(Napi::Env env, const void* data, std::size_t size) {
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, size);
  if (size > 0) std::memcpy(buffer.Data(), data, size);
  return buffer;
}

template <typename T>
Napi::Float64Array float64_array(Napi::Env env, const T& values) {
  return Napi::Float64Array::New(env, values.size(), copy_out(env, values.data(), values.size() * sizeof(double)), 0);
}

inline Napi::Uint32Array uint32_array(Napi::Env env, const std::vector<std::uint32_t>& values) {
  const std::size_t bytes = values.size() * sizeof(std::uint32_t);
  return Napi::Uint32Array::New(env, values.size(), copy_out(env, values.data(), bytes), 0);
}

}  // namespace millrace::binding
