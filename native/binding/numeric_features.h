#pragma once

#include <napi.h>

namespace millrace::binding {

void export_numeric_features(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
