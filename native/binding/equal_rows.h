#pragma once

#include <napi.h>

namespace millrace::binding {

void export_equal_rows(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
