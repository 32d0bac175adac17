// One JavaScript value as a column of one row: for single predictions.
#pragma once

#include <napi.h>

#include "core/column.h"

namespace millrace::binding {

// null, undefined and NaN are missing; numbers are float64, strings utf8, booleans boolean, bigints int64, Dates
// timestamp_us. Anything else is an Error(VALUE_INVALID).
ColumnPtr column_of_value(const Napi::Value& value);

}  // namespace millrace::binding
