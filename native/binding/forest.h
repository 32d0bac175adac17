// Trained trees as JavaScript holds them: an object of typed arrays, `ForestArrays` of src/matrix/forest.ts.
#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "trees/model/compiled_forest.h"

namespace millrace::binding {

template <>
struct Kind<trees::CompiledForest> {
  static constexpr const char* name = "forest";
};

// Copies the arrays and checks them. Throws Error(MODEL_CORRUPT).
trees::Forest forest_of(const Napi::Object& arrays);
Napi::Object forest_arrays(Napi::Env env, const trees::Forest& forest);

// Registers the operation `forest`: { parts, forest, output, every } (see ForestOutput).
void export_forest(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
