// Trained trees as JavaScript holds them: an object of typed arrays, `ForestArrays` of src/matrix/forest.ts.
#pragma once

#include <napi.h>

#include "trees/model/forest.h"

namespace millrace::binding {

// Copies the arrays and checks them. Throws Error(MODEL_CORRUPT).
trees::Forest forest_of(const Napi::Object& arrays);
Napi::Object forest_arrays(Napi::Env env, const trees::Forest& forest);

}  // namespace millrace::binding
