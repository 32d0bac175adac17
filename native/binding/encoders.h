#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "transforms/target_statistics.h"

namespace millrace::binding {

template <>
struct Kind<TargetStatistics> {
  static constexpr const char* name = "target statistics";
};

void export_encoders(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
