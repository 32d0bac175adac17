// Numbers as the bins they fall into.
#pragma once

#include <vector>

#include "transforms/program.h"

namespace millrace {

// Bins between ascending edges. With outer edges the first bin begins at the first edge and the last ends at the last
// one, and numbers beyond them are in no bin; without, the outer bins are open. A number on an edge is in the bin above
// it, or below it if `right_closed`; `include_ends` takes the outer edge in that this leaves out.
struct BinEdges {
  std::vector<double> edges;
  bool has_outer;
  bool right_closed;
  bool include_ends;
};

// out[r] = the bin of in[r], counted from 0; kMissingCode where it is missing or in no bin.
class BinNumbers : public Operation {
 public:
  BinNumbers(Slot in, Slot out, BinEdges bins) : in_(in), out_(out), bins_(std::move(bins)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  BinEdges bins_;
};

// out[r] = the code as a number; NaN where it is missing or unseen.
class CodesAsNumbers : public Operation {
 public:
  CodesAsNumbers(Slot in, Slot out) : in_(in), out_(out) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
};

}  // namespace millrace
