// What fitted scalers do to numbers, one at a time.
#pragma once

#include <string>
#include <vector>

#include "transforms/program.h"

namespace millrace {

// out[r] = in[r] * scale + offset, kept within [low, high].
class RescaleNumbers : public Operation {
 public:
  RescaleNumbers(Slot in, Slot out, double scale, double offset, double low, double high)
      : in_(in), out_(out), scale_(scale), offset_(offset), low_(low), high_(high) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  double scale_, offset_, low_, high_;
};

// out[r] = log(1 + in[r]). A number that is not above -1 is a fault.
class Log1pNumbers : public Operation {
 public:
  Log1pNumbers(Slot in, Slot out, std::string name) : in_(in), out_(out), name_(std::move(name)) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::string name_;
};

// out[r] = the share of the fitted numbers below in[r], between `quantiles` (ascending) that stand for shares
// 0 … 1 in even steps; as a number of the normal distribution if asked for. A number that several quantiles share is
// in their middle. Numbers at and beyond the ends are 0 and 1, in the normal distribution those of shares 1e-7 from
// the ends (as scikit-learn's QuantileTransformer).
class MapQuantiles : public Operation {
 public:
  MapQuantiles(Slot in, Slot out, std::vector<double> quantiles, bool normal);
  void run(Run& run) override;

 private:
  double share_of(double x) const;

  Slot in_, out_;
  std::vector<double> quantiles_, shares_;
  bool normal_;
  double lowest_, highest_;
};

}  // namespace millrace
