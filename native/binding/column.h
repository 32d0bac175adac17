#pragma once

#include <napi.h>

#include "binding/handle.h"
#include "core/column.h"

namespace millrace::binding {

template <>
struct Kind<Column> {
  static constexpr const char* name = "column";
};

Napi::Value wrap_column(Napi::Env env, ColumnPtr column);

void export_columns(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
