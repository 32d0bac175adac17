// The options of boosting as JavaScript gives them: the object that src/engine/booster.ts makes, every one of them.
#pragma once

#include <napi.h>

#include "trees/boost/booster.h"

namespace millrace::binding {

trees::BoosterOptions booster_options(const Napi::Object& given);

}  // namespace millrace::binding
