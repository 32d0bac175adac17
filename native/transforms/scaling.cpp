#include "transforms/scaling.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/math.h"
#include "core/normal_quantile.h"

namespace millrace {

namespace {

// How near to the ends a share may come before it is mapped to them.
constexpr double kEnds = 1e-7;

std::string shown(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", number);
  return text;
}

}  // namespace

void RescaleNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  const double scale = scale_, offset = offset_, low = low_, high = high_;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double y = in[i] * scale + offset;
    const double z = y < low ? low : y;
    out[i] = z > high ? high : z;
  }
}

void Log1pNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = math::log1p(in[i]);
  for (std::size_t row = 0; row < in.size(); ++row) {
    if (!(in[row] <= -1)) continue;
    run.fault(static_cast<std::int64_t>(row), "VALUE_INVALID",
              "column '" + name_ + "' holds " + shown(in[row]) + ", and log(1 + x) needs x above -1",
              "repair or filter out such values, or use powerTransformer, which takes any number");
    out[row] = kMissing;
  }
}

MapQuantiles::MapQuantiles(Slot in, Slot out, std::vector<double> quantiles, bool normal)
    : in_(in),
      out_(out),
      quantiles_(std::move(quantiles)),
      shares_(quantiles_.size()),
      normal_(normal),
      lowest_(normal_quantile(kEnds - std::numeric_limits<double>::epsilon())),
      highest_(normal_quantile(1 - (kEnds - std::numeric_limits<double>::epsilon()))) {
  if (quantiles_.empty()) throw Error("MODEL_CORRUPT", "a quantileTransformer without quantiles");
  const double steps = static_cast<double>(quantiles_.size() - 1);
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    shares_[i] = i == 0 ? 0.0 : i + 1 == shares_.size() ? 1.0 : static_cast<double>(i) * (1.0 / steps);
  }
}

double MapQuantiles::share_of(double x) const {
  const double near = normal_ ? kEnds : 0;
  // The lower end has the last word where both hold.
  if (normal_ ? x - near < quantiles_.front() : x <= quantiles_.front()) return 0;
  if (normal_ ? x + near > quantiles_.back() : x >= quantiles_.back()) return normal_ ? 1 : shares_.back();
  if (x < quantiles_.front()) return 0;
  if (x > quantiles_.back()) return 1;
  const auto begin = quantiles_.begin();
  const auto above = std::upper_bound(begin, quantiles_.end(), x);  // the first beyond x
  const auto i = static_cast<std::size_t>(above - begin);
  if (quantiles_[i - 1] != x) {
    const double slope = (shares_[i] - shares_[i - 1]) / (quantiles_[i] - quantiles_[i - 1]);
    return slope * (x - quantiles_[i - 1]) + shares_[i - 1];
  }
  const auto first = static_cast<std::size_t>(std::lower_bound(begin, above, x) - begin);
  return 0.5 * (shares_[first] + shares_[i - 1]);
}

void MapQuantiles::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (std::isnan(in[i])) {
      out[i] = kMissing;
      continue;
    }
    const double share = share_of(in[i]);
    out[i] = normal_ ? std::clamp(normal_quantile(share), lowest_, highest_) : share;
  }
}

}  // namespace millrace
