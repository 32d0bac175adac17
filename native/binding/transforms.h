#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "core/matrix.h"
#include "transforms/assemble.h"
#include "transforms/category_counter.h"
#include "transforms/fill_text.h"
#include "transforms/numbers.h"
#include "transforms/statistics.h"

namespace millrace::binding {

template <>
struct Kind<Moments> {
  static constexpr const char* name = "moments";
};
template <>
struct Kind<NumberValues> {
  static constexpr const char* name = "number values";
};
template <>
struct Kind<NumberList> {
  static constexpr const char* name = "number list";
};
template <>
struct Kind<CategoryCounter> {
  static constexpr const char* name = "category counter";
};
template <>
struct Kind<Categories> {
  static constexpr const char* name = "categories";
};
template <>
struct Kind<FeatureMatrix> {
  static constexpr const char* name = "feature matrix";
};

// Reads `{ parts: [{ kind, slot, width, name }], sparse }`.
Assembly assembly_of(const Napi::Object& parameters);

// A matrix that will not change any more, with its size told to the collector.
Napi::Value wrap_matrix(Napi::Env env, std::shared_ptr<FeatureMatrix> matrix);

// The values of categories: an array of texts or a Float64Array, ascending.
Napi::Value values_of(Napi::Env env, const Categories& categories);

void export_transforms(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
