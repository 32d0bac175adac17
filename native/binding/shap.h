// SHAP values of forests as jobs.
#pragma once

#include <napi.h>

namespace millrace::binding {

void export_shap(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
