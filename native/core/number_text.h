// Text as numbers, the same on every machine and in every locale.
#pragma once

#include <string_view>

namespace millrace {

// Whether all of `text` is one number: a decimal as in JSON, or inf, infinity or nan in any case. No spaces, no sign
// but '-', no hexadecimals. `number` is the nearest double; what is beyond a double's range is no number.
bool parse_number(std::string_view text, double& number);

}  // namespace millrace
