// The hashing trick (Weinberger et al., ICML 2009): categories of any number into a fixed number of columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "transforms/program.h"

namespace millrace {

// out[r] = the hashed texts `name=value` of the columns' values, sparse: text i adds 1 or, by the sign of its hash when
// signs alternate, -1 to column |hash| mod `column_count` (scikit-learn's FeatureHasher). Entries that meet are summed,
// and sums of 0 left out.
class HashCategories : public Operation {
 public:
  struct Options {
    std::vector<std::string> names;  // one a column
    std::uint32_t column_count;
    bool alternate_sign;
    std::optional<std::string> missing;  // what a missing value hashes as; none: it adds nothing
  };
  HashCategories(std::vector<Slot> in, Slot out, Options options);
  void run(Run& run) override;

 private:
  std::vector<Slot> in_;
  Slot out_;
  Options options_;
};

}  // namespace millrace
