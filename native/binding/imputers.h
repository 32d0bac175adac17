#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "transforms/neighbors.h"
#include "transforms/row_sample.h"

namespace millrace::binding {

template <>
struct Kind<RowSample> {
  static constexpr const char* name = "row sample";
};
template <>
struct Kind<NeighborRows> {
  static constexpr const char* name = "neighbor rows";
};

void export_imputers(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
