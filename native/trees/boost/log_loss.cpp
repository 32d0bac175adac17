// Log loss: of two classes by one score, of more by one score a class (softmax).
#include <cmath>

#include "core/error.h"
#include "core/math.h"
#include "simd/kernels.h"
#include "trees/boost/objective.h"

namespace millrace::trees {

namespace {

// Weight of each class among the training rows. Throws where a single one has any.
std::vector<double> class_weights(const Labels& labels, std::int32_t class_count, const RunContext& context) {
  auto totals = sum_over_rows(context, labels.training_end, static_cast<std::size_t>(class_count),
                              [&](std::size_t row, double* sums) {
                                sums[static_cast<std::size_t>(labels.target[row])] += labels.weight_of(row);
                              });
  std::int32_t present = 0;
  for (const double total : totals) present += total > 0 ? 1 : 0;
  if (present < 2) {
    throw Error("TARGET_CONSTANT", "the rows that are trained on have a single class",
                "train on rows of two classes or more, none of weight 0");
  }
  return totals;
}

// A class without training rows starts here, about exp(-34) of the others.
constexpr double kLeastShare = 1e-15;

class LogLoss : public Objective {
 public:
  explicit LogLoss(const Labels& labels)
      : Objective(labels), is_positive_(labels.target, labels.target + labels.training_end) {}

  Link link() const override { return Link::sigmoid; }

  std::vector<double> initial_scores(const RunContext& context) const override {
    const auto totals = class_weights(labels_, 2, context);
    return {math::log(totals[1] / totals[0])};
  }

  void differentiate_rows(std::int32_t, const double* scores, std::size_t begin, std::size_t end, float* gradients,
                          float* hessians) const override {
    kernels().logistic_residuals(scores + begin, is_positive_.data() + begin,
                                 labels_.weight ? labels_.weight + begin : nullptr,
                                 static_cast<std::int32_t>(end - begin), gradients, hessians);
  }

  double loss(std::size_t row, const double* scores) const override {
    const double margin = labels_.target[row] > 0.5 ? scores[0] : -scores[0];
    return (margin < 0 ? -margin : 0) + math::log1p(math::exp(-math::absolute(margin)));
  }

 private:
  std::vector<std::uint8_t> is_positive_;  // [training_end]: a byte is read where a target would be eight
};

class Softmax : public Objective {
 public:
  Softmax(const Labels& labels, std::int32_t class_count)
      : Objective(labels), class_count_(class_count), log_sums_(labels.training_end) {}

  std::int32_t output_count() const override { return class_count_; }
  Link link() const override { return Link::softmax; }

  std::vector<double> initial_scores(const RunContext& context) const override {
    auto totals = class_weights(labels_, class_count_, context);
    double sum = 0;
    for (const double total : totals) sum += total;
    for (double& total : totals) total = math::log(std::max(total / sum, kLeastShare));
    return totals;
  }

  // The gradients of a class need the scores of all as they were before the iteration: this sum keeps what is needed.
  void begin_iteration(const double* scores, const RunContext& context) override {
    const KernelTable& table = kernels();
    for_blocks(context, labels_.training_end, [&](std::size_t begin, std::size_t end) {
      const std::size_t count = end - begin;
      std::vector<double> most(scores + begin, scores + end), terms(count), sums(count);
      for (std::int32_t k = 1; k < class_count_; ++k) {
        const double* at = scores + static_cast<std::size_t>(k) * labels_.row_count + begin;
        for (std::size_t i = 0; i < count; ++i) most[i] = most[i] < at[i] ? at[i] : most[i];
      }
      for (std::int32_t k = 0; k < class_count_; ++k) {
        const double* at = scores + static_cast<std::size_t>(k) * labels_.row_count + begin;
        table.exponentials(at, most.data(), static_cast<std::int32_t>(count), terms.data());
        for (std::size_t i = 0; i < count; ++i) sums[i] += terms[i];
      }
      for (std::size_t i = 0; i < count; ++i) log_sums_[begin + i] = most[i] + math::log(sums[i]);
    });
  }

  void differentiate_rows(std::int32_t output, const double* scores, std::size_t begin, std::size_t end,
                          float* gradients, float* hessians) const override {
    // The diagonal of the Hessian alone overshoots, the more so the fewer the classes (Friedman 2001).
    const double factor = static_cast<double>(class_count_) / (class_count_ - 1);
    std::vector<double> shares(end - begin);
    kernels().exponentials(scores + begin, log_sums_.data() + begin, static_cast<std::int32_t>(end - begin),
                           shares.data());
    for (std::size_t row = begin; row < end; ++row) {
      const double weight = labels_.weight_of(row);
      const double p = shares[row - begin];
      gradients[row - begin] = static_cast<float>(weight * (labels_.target[row] == output ? p - 1 : p));
      hessians[row - begin] = static_cast<float>(weight * factor * p * std::max(0.0, 1 - p));
    }
  }

  double loss(std::size_t row, const double* scores) const override {
    return softmax_loss(scores, labels_.row_count, class_count_, labels_.target[row]);
  }

 private:
  std::int32_t class_count_;
  std::vector<double> log_sums_;  // log of the sum of exp(score) of a row, when the iteration began
};

}  // namespace

double softmax_loss(const double* scores, std::size_t stride, std::int32_t class_count, double label) {
  double most = scores[0], sum = 0;
  for (std::int32_t k = 1; k < class_count; ++k) most = std::max(most, scores[static_cast<std::size_t>(k) * stride]);
  for (std::int32_t k = 0; k < class_count; ++k) sum += math::exp(scores[static_cast<std::size_t>(k) * stride] - most);
  return most + math::log(sum) - scores[static_cast<std::size_t>(label) * stride];
}

std::unique_ptr<Objective> log_loss_objective(const Labels& labels) { return std::make_unique<LogLoss>(labels); }

std::unique_ptr<Objective> softmax_objective(const Labels& labels, std::int32_t class_count) {
  return std::make_unique<Softmax>(labels, class_count);
}

}  // namespace millrace::trees
