#include "transforms/bin_numbers.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

// Up to this many edges, comparing with each of them beats searching: the loops over rows run on vectors.
constexpr std::size_t kFewEdges = 16;

// out[r] = how many edges are below in[r], those equal to it counted or not; 0 for NaN.
void count_below(const Numbers& in, const std::vector<double>& edges, bool equal_too, Codes& out) {
  out.assign(in.size(), 0);
  if (edges.size() <= kFewEdges) {
    for (const double edge : edges) {
      if (equal_too) {
        for (std::size_t i = 0; i < in.size(); ++i) out[i] += in[i] >= edge ? 1 : 0;
      } else {
        for (std::size_t i = 0; i < in.size(); ++i) out[i] += in[i] > edge ? 1 : 0;
      }
    }
    return;
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto at = equal_too ? std::upper_bound(edges.begin(), edges.end(), in[i])
                              : std::lower_bound(edges.begin(), edges.end(), in[i]);
    out[i] = static_cast<std::int32_t>(at - edges.begin());
  }
}

}  // namespace

void BinNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Codes& out = run.make<Codes>(out_);
  const auto& [edges, has_outer, right_closed, include_ends] = bins_;
  count_below(in, edges, !right_closed, out);
  if (!has_outer) {
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = in[i] == in[i] ? out[i] : kMissingCode;
    return;
  }
  const auto bins = static_cast<std::int32_t>(edges.size()) - 1;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::int32_t bin = out[i] - 1;
    out[i] = in[i] == in[i] && bin >= 0 && bin < bins ? bin : kMissingCode;
  }
  if (!include_ends) return;
  const double end = right_closed ? edges.front() : edges.back();
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] == end) out[i] = right_closed ? 0 : bins - 1;
  }
}

void CodesAsNumbers::run(Run& run) {
  const Codes& in = run.get<Codes>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    out[i] = in[i] < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(in[i]);
  }
}

}  // namespace millrace
