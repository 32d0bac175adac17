// The one error type of the engine. It crosses to TypeScript as a MillraceError with the same code.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace millrace {

class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& message, std::string remedy = "")
      : std::runtime_error(message), code_(std::move(code)), remedy_(std::move(remedy)) {}

  const std::string& code() const { return code_; }
  const std::string& remedy() const { return remedy_; }

 private:
  std::string code_;
  std::string remedy_;
};

}  // namespace millrace
