// Deviances of the Tweedie family with a logarithmic link: Poisson (power 1), compound (between), gamma (power 2).
// The prediction is exp(score). Losses and derivatives are those of scikit-learn's half deviances, less the terms of
// the target alone.
#include <cmath>

#include "core/error.h"
#include "core/math.h"
#include "simd/kernels.h"
#include "trees/boost/objective.h"

namespace millrace::trees {

namespace {

class TweedieLoss : public Objective {
 public:
  TweedieLoss(const Labels& labels, double power) : Objective(labels), power_(power) {}

  Link link() const override { return Link::exp; }

  std::vector<double> initial_scores(const RunContext& context) const override {
    const auto sums = sum_over_rows(context, labels_.training_end, 2, [&](std::size_t row, double* at) {
      at[0] += labels_.weight_of(row) * labels_.target[row];
      at[1] += labels_.weight_of(row);
    });
    if (!(sums[0] > 0)) {
      throw Error("TARGET_CONSTANT", "the target is 0 in all rows that are trained on", "train on rows that differ");
    }
    return {math::log(sums[0] / sums[1])};
  }

  // With a = exp((1 - power) score) and b = exp((2 - power) score) the loss is
  // -target a / (1 - power) + b / (2 - power), its derivatives follow; at the ends one of them is a constant.
  void differentiate_rows(std::int32_t, const double* scores, std::size_t begin, std::size_t end, float* gradients,
                          float* hessians) const override {
    const KernelTable& table = kernels();
    const double low = 1 - power_, high = 2 - power_;
    const std::size_t count = end - begin;
    std::vector<double> exponents(count), a(count, 1.0), b(count, 1.0);
    const auto fill = [&](double factor, std::vector<double>& out) {
      if (factor == 0) return;
      for (std::size_t i = 0; i < count; ++i) exponents[i] = factor * scores[begin + i];
      table.exponentials(exponents.data(), nullptr, static_cast<std::int32_t>(count), out.data());
    };
    fill(low, a);
    fill(high, b);
    for (std::size_t i = 0; i < count; ++i) {
      const double weight = labels_.weight_of(begin + i);
      const double of_target = labels_.target[begin + i] * a[i];
      gradients[i] = static_cast<float>(weight * (b[i] - of_target));
      hessians[i] = static_cast<float>(weight * (high * b[i] - low * of_target));
    }
  }

  double loss(std::size_t row, const double* scores) const override {
    const double target = labels_.target[row], score = scores[0];
    const double low = 1 - power_, high = 2 - power_;
    const double of_target = low == 0 ? -target * score : -target * math::exp(low * score) / low;
    return of_target + (high == 0 ? score : math::exp(high * score) / high);
  }

 private:
  double power_;
};

}  // namespace

std::unique_ptr<Objective> tweedie_objective(const Labels& labels, double power) {
  return std::make_unique<TweedieLoss>(labels, power);
}

}  // namespace millrace::trees
