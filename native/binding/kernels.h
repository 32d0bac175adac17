// Single kernels for parity tests and benchmarks. Training never comes this way: it runs jobs on engine memory.
#pragma once

#include <napi.h>

namespace millrace::binding {

void export_kernels(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
