// The inputs of one kernel by name, checked, and its results as new arrays.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>

#include "binding/buffers.h"

namespace millrace::binding {

// values: f32[row_count][stride]
struct DenseRows {
  const float* values;
  std::int32_t row_count;
  std::int32_t stride;
};

// As CsrBlock, with every index below column_count.
struct CsrRows {
  const std::uint32_t* offsets;
  const std::uint32_t* indices;
  const float* values;
  std::int32_t row_count;
  std::int32_t column_count;
};

// All throw Error(INTERNAL) when an input is not what they say, and BUFFER_REFUSED as bytes_of does.
class KernelArguments {
 public:
  explicit KernelArguments(Napi::Object inputs) : inputs_(inputs) {}

  std::int32_t count(const char* name) const;
  double number(const char* name) const;
  DenseRows dense() const;  // values, rowCount, stride
  CsrRows csr() const;      // offsets, indices, values, rowCount, columnCount

  // f64 values, `length` of them.
  const double* vector(const char* name, std::size_t length) const { return exact<double>(name, length).data(); }
  // All values of an array.
  template <typename T>
  std::span<const T> values(const char* name) const {
    return span_of<T>(inputs_.Get(name), name);
  }
  // The same, or null where JavaScript has null.
  const double* optional(const char* name, std::size_t length) const {
    return inputs_.Get(name).IsNull() ? nullptr : vector(name, length);
  }
  // The same of f32 values.
  const float* floats(const char* name, std::size_t length) const { return exact<float>(name, length).data(); }
  const float* optional_floats(const char* name, std::size_t length) const {
    return inputs_.Get(name).IsNull() ? nullptr : floats(name, length);
  }
  // f64 class indices below `classes`, `length` of them.
  const double* labels(const char* name, std::size_t length, std::size_t classes) const;

 private:
  template <typename T>
  std::span<const T> exact(const char* name, std::size_t length) const {
    const auto span = span_of<T>(inputs_.Get(name), name);
    if (span.size() != length) {
      throw Error("INTERNAL", std::string(name) + " holds " + std::to_string(span.size()) + " values, not " +
                                  std::to_string(length));
    }
    return span;
  }

  Napi::Object inputs_;
};

class KernelResults {
 public:
  explicit KernelResults(Napi::Env env) : object_(Napi::Object::New(env)) {}

  // A new array of zeros, for the kernel to add to or to write.
  double* vector(const char* name, std::size_t length) {
    auto array = Napi::Float64Array::New(object_.Env(), length);
    object_.Set(name, array);
    return array.Data();
  }
  Napi::Object object() const { return object_; }

 private:
  Napi::Object object_;
};

}  // namespace millrace::binding
