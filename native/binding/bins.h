#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "trees/bins/bin_folds.h"

namespace millrace::binding {

template <>
struct Kind<trees::FeatureCounts> {
  static constexpr const char* name = "feature counts";
};
template <>
struct Kind<trees::BinBuilder> {
  static constexpr const char* name = "bin builder";
};
template <>
struct Kind<trees::BinnedMatrix> {
  static constexpr const char* name = "binned matrix";
};

void export_bins(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
