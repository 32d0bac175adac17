// Missing text replaced by a given one.
#pragma once

#include <string>

#include "transforms/program.h"

namespace millrace {

// out[r] = in[r], or `fill` where missing. A column of another type is handed on as it is.
class FillText : public Operation {
 public:
  FillText(Slot in, Slot out, std::string fill) : in_(in), out_(out), fill_(std::move(fill)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }

 private:
  Slot in_, out_;
  std::string fill_;
};

}  // namespace millrace
