// The one error type of the engine. It crosses to TypeScript as a MillraceError with the same code.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace millrace {

class Error : public std::runtime_error {
 public:
  // row: where in the batch under way the fault is, or -1.
  Error(std::string code, const std::string& message, std::string remedy = "", std::int64_t row = -1)
      : std::runtime_error(message), code_(std::move(code)), remedy_(std::move(remedy)), row_(row) {}

  const std::string& code() const { return code_; }
  const std::string& remedy() const { return remedy_; }
  std::int64_t row() const { return row_; }

 private:
  std::string code_;
  std::string remedy_;
  std::int64_t row_;
};

}  // namespace millrace
