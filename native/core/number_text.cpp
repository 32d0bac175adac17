#include "core/number_text.h"

#include <charconv>
#include <cmath>

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000  // before LLVM 20, libc++ read no doubles
#include <xlocale.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <string>
#define MILLRACE_STRTOD
#endif

namespace millrace {

#ifdef MILLRACE_STRTOD

bool parse_number(std::string_view text, double& number) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  // What strtod takes and from_chars does not: a plus sign, spaces before, hexadecimals, nan(…), zero bytes after.
  constexpr std::string_view kRefused("+xX(\0 \t\n\v\f\r", 11);
  const auto sign = text.find('+');
  const bool is_exponent_sign = sign != std::string_view::npos && sign > 0 && (text[sign - 1] | 0x20) == 'e';
  const auto refused = text.find_first_of(kRefused.substr(is_exponent_sign ? 1 : 0));
  if (text.empty() || refused != std::string_view::npos) return false;
  const std::string terminated(text);
  char* end = nullptr;
  errno = 0;
  const double read = strtod_l(terminated.c_str(), &end, c_locale);
  if (end != terminated.c_str() + terminated.size()) return false;
  if (errno == ERANGE && (std::isinf(read) || read == 0)) return false;
  number = read;
  return true;
}

#else

bool parse_number(std::string_view text, double& number) {
  double read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  number = read;
  return true;
}

#endif

std::string_view print_number(double number, char (&buffer)[64]) {
  const bool plain = number == 0 || (std::fabs(number) >= 1e-6 && std::fabs(number) <= kSafeInteger);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number + 0.0, format);
  return {buffer, static_cast<std::size_t>(error == std::errc() ? end - buffer : 0)};
}

}  // namespace millrace
