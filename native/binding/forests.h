// Averaged trees (random forests, extra trees, single trees): training as a job.
#pragma once

#include <napi.h>

namespace millrace::binding {

void export_forests(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
