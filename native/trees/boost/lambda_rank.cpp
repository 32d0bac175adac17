// LambdaRank (Burges, "From RankNet to LambdaRank to LambdaMART", 2010) as LightGBM has it: pairs of a group count by
// how much NDCG changes when they swap, at least one of them among the first `truncation`; a group's gradients are
// scaled by log2(1 + sum) / sum when normalised, and each pair's by the distance of its scores.
#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/math.h"
#include "trees/boost/objective.h"
#include "trees/boost/ranking.h"

namespace millrace::trees {

double best_gain(std::vector<double> grades, std::size_t places) {
  std::sort(grades.begin(), grades.end(), std::greater<>());
  double gain = 0;
  for (std::size_t place = 0; place < std::min(places, grades.size()); ++place) {
    gain += rank_gain(grades[place]) * rank_discount(place);
  }
  return gain;
}

namespace {

class LambdaRank : public Objective {
 public:
  LambdaRank(const Labels& labels, std::int32_t truncation, bool normalise)
      : Objective(labels), truncation_(static_cast<std::size_t>(truncation)), normalise_(normalise) {
    if (!labels.group) throw Error("INTERNAL", "ranking needs groups");
    groups_ =
        group_rows(labels.group, 0, labels.training_end, [&](std::size_t row) { return labels.weight_of(row) > 0; });
    inverse_best_.resize(groups_.group_count());
    std::size_t longest = 0;
    bool differs = false;
    for (std::size_t g = 0; g < groups_.group_count(); ++g) {
      std::vector<double> grades;
      for (const std::uint32_t row : groups_.of(g)) grades.push_back(labels.target[row]);
      longest = std::max(longest, grades.size());
      for (const double grade : grades) differs = differs || grade != grades[0];
      const double best = best_gain(std::move(grades), truncation_);
      inverse_best_[g] = best > 0 ? 1 / best : 0;
    }
    if (!differs) {
      throw Error("TARGET_CONSTANT", "no group has rows of different grades: there is no order to learn",
                  "check the target and the column of groups");
    }
    for (std::size_t place = 0; place < longest; ++place) discounts_.push_back(rank_discount(place));
  }

  std::vector<double> initial_scores(const RunContext&) const override { return {0.0}; }

  bool is_rowwise() const override { return false; }
  void differentiate(std::int32_t, const double* scores, float* gradients, float* hessians,
                     const RunContext& context) const override {
    std::fill(gradients, gradients + labels_.training_end, 0.0f);
    std::fill(hessians, hessians + labels_.training_end, 0.0f);
    constexpr std::size_t kGroups = 64;
    parallel_for(context, (groups_.group_count() + kGroups - 1) / kGroups, [&](std::size_t block) {
      Scratch scratch;
      const std::size_t end = std::min(groups_.group_count(), (block + 1) * kGroups);
      for (std::size_t g = block * kGroups; g < end; ++g) of_group(g, scores, gradients, hessians, scratch);
    });
  }

  // Its losses are of groups: reports take 1 - NDCG.
  double loss(std::size_t, const double*) const override { return 0; }

 private:
  struct Scratch {
    std::vector<std::uint32_t> order;
    std::vector<double> lambdas, curvatures;
  };

  void of_group(std::size_t g, const double* scores, float* gradients, float* hessians, Scratch& scratch) const {
    const auto rows = groups_.of(g);
    const std::size_t count = rows.size();
    if (count < 2 || inverse_best_[g] == 0) return;
    auto& [order, lambdas, curvatures] = scratch;
    order.resize(count);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return scores[rows[a]] > scores[rows[b]]; });
    lambdas.assign(count, 0.0);
    curvatures.assign(count, 0.0);
    const bool by_distance = normalise_ && scores[rows[order.front()]] != scores[rows[order.back()]];
    double sum = 0;
    for (std::size_t i = 0; i + 1 < count && i < truncation_; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        const double grade_i = labels_.target[rows[order[i]]], grade_j = labels_.target[rows[order[j]]];
        if (grade_i == grade_j) continue;
        const std::uint32_t better = grade_i > grade_j ? order[i] : order[j];
        const std::uint32_t worse = grade_i > grade_j ? order[j] : order[i];
        const double distance = scores[rows[better]] - scores[rows[worse]];
        double change = (rank_gain(std::max(grade_i, grade_j)) - rank_gain(std::min(grade_i, grade_j))) *
                        (discounts_[i] - discounts_[j]) * inverse_best_[g];
        if (by_distance) change /= 0.01 + math::absolute(distance);
        const double p = 1 / (1 + math::exp(distance));
        const double lambda = p * change;
        const double curvature = p * (1 - p) * change;
        lambdas[better] -= lambda;
        lambdas[worse] += lambda;
        curvatures[better] += curvature;
        curvatures[worse] += curvature;
        sum += 2 * lambda;
      }
    }
    const double factor = normalise_ && sum > 0 ? math::log(1 + sum) / math::log(2.0) / sum : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const double weight = labels_.weight_of(rows[i]) * factor;
      gradients[rows[i]] = static_cast<float>(weight * lambdas[i]);
      hessians[rows[i]] = static_cast<float>(weight * curvatures[i]);
    }
  }

  std::size_t truncation_;
  bool normalise_;
  GroupRows groups_;
  std::vector<double> inverse_best_;  // of each group's best gain; 0 where it has none
  std::vector<double> discounts_;
};

}  // namespace

std::unique_ptr<Objective> lambda_rank_objective(const Labels& labels, std::int32_t truncation, bool normalise) {
  return std::make_unique<LambdaRank>(labels, truncation, normalise);
}

}  // namespace millrace::trees
