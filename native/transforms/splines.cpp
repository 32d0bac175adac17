#include "transforms/splines.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

Extrapolation extrapolation_named(const std::string& name) {
  if (name == "error") return Extrapolation::error;
  if (name == "constant") return Extrapolation::constant;
  if (name == "linear") return Extrapolation::linear;
  if (name == "continue") return Extrapolation::proceed;
  if (name == "periodic") return Extrapolation::periodic;
  throw Error("INTERNAL", "no extrapolation '" + name + "'");
}

std::size_t SplineBasis::spline_count() const {
  const std::size_t all = knots.size() - static_cast<std::size_t>(degree) - 1;
  // Of a periodic basis the last `degree` ones are the first ones again.
  return extrapolation == Extrapolation::periodic ? all - static_cast<std::size_t>(degree) : all;
}

std::size_t EvaluateSplines::output_count(const SplineBasis& basis) {
  const std::size_t extra = 2 * static_cast<std::size_t>(basis.degree);
  if (basis.degree < 0 || basis.knots.size() < extra + 2) {
    throw Error("MODEL_CORRUPT", "a splineTransformer with too few knots");
  }
  return basis.spline_count() - (basis.include_bias ? 0 : 1);
}

EvaluateSplines::EvaluateSplines(Slot in, Slot out, SplineBasis basis)
    : in_(in),
      out_(out),
      basis_(std::move(basis)),
      spline_count_(basis_.spline_count()),
      output_count_(output_count(basis_)),
      low_(basis_.knots[static_cast<std::size_t>(basis_.degree)]),
      high_(basis_.knots[basis_.knots.size() - static_cast<std::size_t>(basis_.degree) - 1]) {
  evaluate(low_, false, at_low_);
  evaluate(high_, false, at_high_);
  if (basis_.degree > 0) {
    evaluate(low_, true, slope_at_low_);
    evaluate(high_, true, slope_at_high_);
  }
}

// The last interval between base knots whose lower one is not above x; the first or the last for x beyond them.
std::size_t EvaluateSplines::interval_of(double x) const {
  const auto& knots = basis_.knots;
  const auto degree = static_cast<std::ptrdiff_t>(basis_.degree);
  const auto above = std::upper_bound(knots.begin() + degree + 1, knots.end() - degree - 1, x);
  return static_cast<std::size_t>(above - knots.begin()) - 1;
}

// The recursion of Cox and de Boor. Knots that coincide add nothing.
void EvaluateSplines::evaluate(double x, bool derivative, Local& out) const {
  const auto& knots = basis_.knots;
  const int degree = basis_.degree;
  out.interval = interval_of(x);
  auto& values = out.values;
  values.resize(static_cast<std::size_t>(degree) + 1);
  values[0] = 1;
  for (int j = 1; j <= degree; ++j) {
    const bool last = derivative && j == degree;
    double carried = 0;  // what this spline gets from the one before it
    for (int m = 0; m < j; ++m) {
      const double above = knots[out.interval + static_cast<std::size_t>(m + 1)];
      const double below = knots[out.interval + static_cast<std::size_t>(m + 1) - static_cast<std::size_t>(j)];
      double& value = values[static_cast<std::size_t>(m)];
      if (above == below) {
        value = carried;
        carried = 0;
        continue;
      }
      const double share = value / (above - below);
      value = last ? carried - j * share : carried + share * (above - x);
      carried = last ? j * share : share * (x - below);
    }
    values[static_cast<std::size_t>(j)] = carried;
  }
}

// The splines at x with what the basis does beyond its knots. False where that is an error.
bool EvaluateSplines::locate(double x, Local& out) const {
  const bool below = x<low_, above = x> high_;
  switch (basis_.extrapolation) {
    case Extrapolation::error:
      if (below || above) return false;
      break;
    case Extrapolation::constant:
      x = below ? low_ : above ? high_ : x;
      break;
    case Extrapolation::linear:
      if (below || above) {
        const Local& value = below ? at_low_ : at_high_;
        const Local& slope = below ? slope_at_low_ : slope_at_high_;
        out = value;
        for (std::size_t m = 0; m < slope.values.size(); ++m) {
          out.values[m] += (x - (below ? low_ : high_)) * slope.values[m];
        }
        return true;
      }
      break;
    case Extrapolation::proceed:
      break;
    case Extrapolation::periodic: {
      const double period = high_ - low_;
      if (period > 0) {
        const double rest = std::fmod(x - low_, period);
        x = low_ + (rest < 0 ? rest + period : rest);
      } else {
        x = 0;  // a constant column
      }
      break;
    }
  }
  evaluate(x, false, out);
  return true;
}

void EvaluateSplines::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  std::vector<double*> outputs(spline_count_, nullptr);
  for (std::size_t i = 0; i < output_count_; ++i) {
    Numbers& out = run.make<Numbers>(out_ + static_cast<Slot>(i));
    out.assign(in.size(), 0.0);
    outputs[i] = out.data();
  }
  Local local;
  for (std::size_t row = 0; row < in.size(); ++row) {
    bool is_missing = std::isnan(in[row]) && !basis_.missing_as_zeros;
    if (!std::isnan(in[row])) {
      if (locate(in[row], local)) {
        for (std::size_t m = 0; m < local.values.size(); ++m) {
          const std::size_t spline = local.interval - static_cast<std::size_t>(basis_.degree) + m;
          double* out = outputs[spline < spline_count_ ? spline : spline - spline_count_];
          if (out) out[row] += local.values[m];
        }
        continue;
      }
      run.fault(static_cast<std::int64_t>(row), "VALUE_INVALID",
                "column '" + basis_.name + "' holds a value beyond the knots of its splines",
                "choose another extrapolation, or clip the column first");
      is_missing = true;
    }
    if (!is_missing) continue;
    for (std::size_t i = 0; i < output_count_; ++i) outputs[i][row] = std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace millrace
