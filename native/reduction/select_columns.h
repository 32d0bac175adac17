// Some of the columns that codes or sparse rows stand for.
#pragma once

#include <vector>

#include "transforms/program.h"

namespace millrace {

// The new place of each old column, -1 where it is dropped. kept: ascending.
std::vector<std::int32_t> places_of(const std::vector<std::uint32_t>& kept, std::size_t width);

// A code of a dropped category becomes kUnseenCode: its indicators are all 0.
class SelectCodes : public Operation {
 public:
  SelectCodes(Slot in, Slot out, std::vector<std::int32_t> places) : in_(in), out_(out), places_(std::move(places)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::vector<std::int32_t> places_;
};

class SelectSparse : public Operation {
 public:
  SelectSparse(Slot in, Slot out, std::vector<std::int32_t> places) : in_(in), out_(out), places_(std::move(places)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::vector<std::int32_t> places_;
};

}  // namespace millrace
