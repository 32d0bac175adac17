#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "transforms/key_aggregates.h"

namespace millrace::binding {

template <>
struct Kind<KeyAggregates> {
  static constexpr const char* name = "key aggregates";
};
template <>
struct Kind<KeySums> {
  static constexpr const char* name = "key sums";
};
template <>
struct Kind<PairCodeList> {
  static constexpr const char* name = "pair codes";
};

void export_keys(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
