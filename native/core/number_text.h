// Text as numbers and numbers as text, the same on every machine and in every locale.
#pragma once

#include <string_view>

namespace millrace {

// Whether all of `text` is one number: a decimal as in JSON, or inf, infinity or nan in any case. No spaces, no sign
// but '-', no hexadecimals. `number` is the nearest double; what is beyond a double's range is no number.
bool parse_number(std::string_view text, double& number);

// Every whole number up to here is a double of its own.
inline constexpr double kSafeInteger = 9007199254740991.0;

// The number as people write it, without needless digits: 3, 0.5, 100000 (and not 1e+05). Lies in `buffer`.
std::string_view print_number(double number, char (&buffer)[64]);

}  // namespace millrace
