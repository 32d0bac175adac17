#include "transforms/power.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/math.h"
#include "transforms/minimize.h"

namespace millrace {

PowerMethod power_method(const std::string& name) {
  if (name == "yeo-johnson") return PowerMethod::yeo_johnson;
  if (name == "box-cox") return PowerMethod::box_cox;
  throw Error("INTERNAL", "no power transform '" + name + "'");
}

namespace {

constexpr double kLambdaTolerance = 1.48e-8;  // of lambda, as scikit-learn's

// (e^(power * logarithm) - 1) / power, and its limit for power 0.
inline double lifted(double power, double logarithm) {
  return std::fabs(power) < DBL_EPSILON ? logarithm : math::expm1(power * logarithm) / power;
}

}  // namespace

void PowerNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  if (method_ == PowerMethod::yeo_johnson) {
    for (std::size_t i = 0; i < in.size(); ++i) {
      const double x = in[i];
      const double power = x < 0 ? 2 - lambda_ : lambda_;
      const double size = power == 1 ? std::fabs(x) : lifted(power, math::log1p(std::fabs(x)));
      out[i] = ((x < 0 ? -size : size) - shift_) / scale_;
    }
    return;
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double x = in[i];
    out[i] = ((lambda_ == 1 ? x - 1 : lifted(lambda_, math::log(x))) - shift_) / scale_;
  }
  for (std::size_t row = 0; row < in.size(); ++row) {
    if (!(in[row] <= 0)) continue;
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", in[row]);
    run.fault(static_cast<std::int64_t>(row), "VALUE_INVALID",
              "column '" + name_ + "' holds " + text + ", and a Box-Cox transform needs numbers above 0",
              "use method 'yeo-johnson', which takes any number, or repair such values");
    out[row] = std::numeric_limits<double>::quiet_NaN();
  }
}

void PowerLogarithms::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  if (method_ == PowerMethod::box_cox) {
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = math::log(in[i]);
  } else {
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = std::copysign(math::log1p(std::fabs(in[i])), in[i]);
  }
}

namespace {

// Sums over eight lanes, so that they run on vectors and err less.
template <typename F>
double sum(std::size_t count, F value) {
  constexpr std::size_t kWidth = 8;
  double lanes[kWidth] = {};
  std::size_t i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    for (std::size_t lane = 0; lane < kWidth; ++lane) lanes[lane] += value(i + lane);
  }
  for (; i < count; ++i) lanes[0] += value(i);
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

struct MeanAndVariance {
  double mean, variance;
};

// Numbers as their logarithms, those of negative ones first, and the likelihood of a lambda.
class Likelihood {
 public:
  Likelihood(const SortedNumbers& numbers, PowerMethod method) : method_(method), transformed_(numbers.values.size()) {
    const std::size_t count = numbers.values.size();
    logarithms_.reserve(count);
    for (const double x : numbers.values) {
      if (method == PowerMethod::yeo_johnson && x < 0) ++negative_;
      logarithms_.push_back(method == PowerMethod::box_cox ? math::log(x) : math::log1p(std::fabs(x)));
    }
    if (!numbers.ends.empty()) {
      for (std::size_t k = 0; k < count; ++k) weights_.push_back(numbers.weight(k));
    }
    total_ = static_cast<double>(numbers.count());
    const double below = weighted(0, negative_, [this](std::size_t i) { return logarithms_[i]; });
    const double above = weighted(negative_, count, [this](std::size_t i) { return logarithms_[i]; });
    mean_logarithm_ = (above - below) / total_;
    for (const double logarithm : logarithms_) greatest_ = std::max(greatest_, std::fabs(logarithm));
  }

  // Per number.
  double operator()(double lambda) {
    double log_scale = 0;
    double reference = 0;
    if (method_ == PowerMethod::box_cox) {
      // x^lambda as a multiple of its greatest value: nothing overflows, and no small variance drowns beside the 1.
      reference = lambda > 0 ? logarithms_.back() : logarithms_.front();
      log_scale = 2 * lambda * reference;
    }
    const double variance = transform(lambda, reference).variance;
    if (!(variance >= DBL_MIN && variance <= DBL_MAX)) return -std::numeric_limits<double>::infinity();
    return -0.5 * (math::log(variance) + log_scale) + (lambda - 1) * mean_logarithm_;
  }

  MeanAndVariance transform(double lambda, double reference) {
    const std::size_t count = logarithms_.size();
    double* out = transformed_.data();
    const double* in = logarithms_.data();
    const double mirrored = 2 - lambda;
    for (std::size_t i = 0; i < negative_; ++i) out[i] = -lifted(mirrored, in[i]);
    for (std::size_t i = negative_; i < count; ++i) out[i] = lifted(lambda, in[i] - reference);
    const double mean = weighted(0, count, [out](std::size_t i) { return out[i]; }) / total_;
    const double squares = weighted(0, count, [out, mean](std::size_t i) { return (out[i] - mean) * (out[i] - mean); });
    return {mean, squares / total_};
  }

  double greatest() const { return greatest_; }
  bool has_negative() const { return negative_ > 0; }
  bool has_positive() const { return negative_ < logarithms_.size(); }

 private:
  template <typename F>
  double weighted(std::size_t begin, std::size_t end, F value) const {
    if (weights_.empty()) return sum(end - begin, [=](std::size_t i) { return value(begin + i); });
    const double* weights = weights_.data();
    return sum(end - begin, [=](std::size_t i) { return weights[begin + i] * value(begin + i); });
  }

  PowerMethod method_;
  std::vector<double> logarithms_, weights_, transformed_;
  std::size_t negative_ = 0;
  double total_ = 0, mean_logarithm_ = 0, greatest_ = 0;
};

// Lambdas under which numbers up to 20 times the greatest keep to half of a double's range of exponents, so that their
// variance can be computed: the bounds that SciPy searches within.
Interval yeo_johnson_bounds(const SortedNumbers& numbers, const Likelihood& likelihood) {
  const double greatest = std::max(std::fabs(numbers.values.front()), std::fabs(numbers.values.back()));
  const double logarithm = math::log1p(20 * greatest);
  const double low = (math::log(DBL_MIN) - math::log(DBL_EPSILON)) / 2 / logarithm;
  const double high = (math::log(DBL_MAX) + math::log(DBL_EPSILON)) / 2 / logarithm;
  if (!likelihood.has_negative()) return {low, high};
  if (!likelihood.has_positive()) return {2 - high, 2 - low};
  return {std::max(2 - high, low), std::min(2 - low, high)};
}

}  // namespace

PowerFit fit_power(const SortedNumbers& numbers, PowerMethod method) {
  Likelihood likelihood(numbers, method);
  const bool is_constant = numbers.values.front() == numbers.values.back();
  double lambda = 1;
  if (!is_constant) {
    const auto unlikeliness = [&](double at) { return -likelihood(at); };
    const Interval bounds =
        method == PowerMethod::yeo_johnson ? yeo_johnson_bounds(numbers, likelihood) : bracket(unlikeliness, {-2, 2});
    lambda = minimize(unlikeliness, bounds, kLambdaTolerance);
  }
  if (is_constant) {
    const double x = numbers.values.front();
    return {lambda, method == PowerMethod::box_cox ? x - 1 : x, 0, likelihood.greatest()};
  }
  const MeanAndVariance moments = likelihood.transform(lambda, 0);
  return {lambda, moments.mean, moments.variance, likelihood.greatest()};
}

}  // namespace millrace
