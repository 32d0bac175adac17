#pragma once

#include <napi.h>

namespace millrace::binding {

void export_bayes(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
