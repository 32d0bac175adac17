#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "transforms/extrema.h"
#include "transforms/number_quantiles.h"
#include "transforms/number_sample.h"
#include "transforms/sparse_scaling.h"

namespace millrace::binding {

template <>
struct Kind<Extrema> {
  static constexpr const char* name = "extrema";
};
template <>
struct Kind<NumberQuantiles> {
  static constexpr const char* name = "number quantiles";
};
template <>
struct Kind<NumberSample> {
  static constexpr const char* name = "number sample";
};
template <>
struct Kind<SortedNumbers> {
  static constexpr const char* name = "sorted numbers";
};
template <>
struct Kind<SparseExtrema> {
  static constexpr const char* name = "sparse extrema";
};
template <>
struct Kind<SparseMoments> {
  static constexpr const char* name = "sparse moments";
};

void export_scaling(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
