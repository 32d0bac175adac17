#include "trees/boost/boost_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "core/math.h"
#include "trees/boost/ranking.h"

namespace millrace::trees {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double weight_of(const MetricRows& at, std::uint32_t row) { return at.weight ? at.weight[row] : 1.0; }

// The weighted mean of value(row).
double mean_of(const MetricRows& at, const RunContext& context,
               const std::function<double(std::uint32_t row, const double* scores)>& value) {
  const auto sums = sum_over_rows(context, at.rows.size(), 2, [&](std::size_t i, double* to) {
    const std::uint32_t row = at.rows[i];
    const double weight = weight_of(at, row);
    to[0] += weight * value(row, at.scores + row);
    to[1] += weight;
  });
  return sums[1] > 0 ? sums[0] / sums[1] : kNone;
}

double sigmoid(double score) {
  const double e = math::exp(-math::absolute(score));
  return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}

double prediction_of(Link link, double score) {
  if (link == Link::exp) return math::exp(score);
  return link == Link::sigmoid ? sigmoid(score) : score;
}

bool is_right(const MetricRows& at, std::int32_t outputs, std::uint32_t row) {
  const double target = at.labels->target[row];
  if (outputs == 1) return (at.scores[row] > 0) == (target > 0.5);
  std::int32_t best = 0;
  for (std::int32_t k = 1; k < outputs; ++k) {
    const std::size_t stride = at.labels->row_count;
    if (at.scores[static_cast<std::size_t>(k) * stride + row] >
        at.scores[static_cast<std::size_t>(best) * stride + row])
      best = k;
  }
  return static_cast<double>(best) == target;
}

// The share of pairs of a positive and a negative row in which the positive one scores higher; ties count half.
double roc_auc(const MetricRows& at) {
  std::vector<std::uint32_t> order(at.rows.begin(), at.rows.end());
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return at.scores[a] < at.scores[b] || (at.scores[a] == at.scores[b] && a < b);
  });
  double negatives = 0, positives = 0, pairs = 0;
  for (std::size_t i = 0; i < order.size();) {
    double here_positive = 0, here_negative = 0;
    const double score = at.scores[order[i]];
    for (; i < order.size() && at.scores[order[i]] == score; ++i) {
      (at.labels->target[order[i]] > 0.5 ? here_positive : here_negative) += weight_of(at, order[i]);
    }
    pairs += here_positive * (negatives + here_negative / 2);
    negatives += here_negative;
    positives += here_positive;
  }
  return positives > 0 && negatives > 0 ? pairs / (positives * negatives) : kNone;
}

// The mean over groups; one whose grades are all 0 counts 1.
double ndcg(const MetricRows& at, std::size_t places) {
  if (at.rows.empty()) return kNone;
  const double* group = at.labels->group;
  std::vector<std::uint8_t> is_in(at.labels->row_count);
  for (const std::uint32_t row : at.rows) is_in[row] = 1;
  const GroupRows groups = group_rows(group, at.rows.front(), std::size_t{at.rows.back()} + 1,
                                      [&](std::size_t row) { return is_in[row] != 0; });
  double sum = 0;
  for (std::size_t g = 0; g < groups.group_count(); ++g) {
    const auto rows = groups.of(g);
    std::vector<std::uint32_t> order(rows.begin(), rows.end());
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return at.scores[a] > at.scores[b]; });
    std::vector<double> grades;
    for (const std::uint32_t row : rows) grades.push_back(at.labels->target[row]);
    const double best = best_gain(grades, places);
    double gain = 0;
    for (std::size_t place = 0; place < std::min(places, order.size()); ++place) {
      gain += rank_gain(at.labels->target[order[place]]) * rank_discount(place);
    }
    sum += best > 0 ? gain / best : 1;
  }
  return sum / static_cast<double>(groups.group_count());
}

// k of "ndcg@k"; all places without one; 0 for anything else.
std::size_t places_of(const std::string& name) {
  if (name == "ndcg") return std::numeric_limits<std::size_t>::max();
  if (!name.starts_with("ndcg@")) return 0;
  std::size_t places = 0;
  for (const char digit : name.substr(5)) {
    if (digit < '0' || digit > '9' || places > 100'000) return 0;
    places = places * 10 + static_cast<std::size_t>(digit - '0');
  }
  return places;
}

double r2(const MetricRows& at, Link link, const RunContext& context) {
  const double mean = mean_of(at, context, [&](std::uint32_t row, const double*) { return at.labels->target[row]; });
  const double total = mean_of(at, context, [&](std::uint32_t row, const double*) {
    return (at.labels->target[row] - mean) * (at.labels->target[row] - mean);
  });
  const double left = mean_of(at, context, [&](std::uint32_t row, const double* scores) {
    const double residual = at.labels->target[row] - prediction_of(link, scores[0]);
    return residual * residual;
  });
  return total > 0 ? 1 - left / total : kNone;
}

}  // namespace

Metric metric_of(const std::string& name, const ObjectiveOptions& objective) {
  std::vector<std::string> fit;
  const bool is_class = objective.class_count > 0;
  if (objective.name == "lambdaRank" || (objective.name == "custom" && name.starts_with("ndcg"))) {
    if (places_of(name) > 0) return {name, true};
    fit = {"ndcg", "ndcg@10 (or another number of places)"};
  } else if (is_class) {
    fit = {"logLoss", "accuracy", "error"};
    if (objective.class_count == 2) fit.insert(fit.end(), {"rocAuc", "brier"});
  } else {
    fit = {"rmse", "mse", "mae", "r2"};
  }
  if (objective.name != "custom" && objective.name != "lambdaRank") fit.emplace_back("loss");
  if (std::find(fit.begin(), fit.end(), name) == fit.end()) {
    std::string list;
    for (const std::string& one : fit) list += (list.empty() ? "" : ", ") + one;
    throw Error("OPTION_INVALID", "the metric '" + name + "' is unknown, or does not fit this task",
                "use one of " + list + ", or a metric of your own");
  }
  return {name, name == "rocAuc" || name == "accuracy" || name == "r2"};
}

double evaluate_metric(const Metric& metric, const Objective& objective, const MetricRows& at,
                       const RunContext& context) {
  const std::string& name = metric.name;
  const Labels& labels = *at.labels;
  const Link link = objective.link();
  if (name == "loss") {
    return mean_of(at, context, [&](std::uint32_t row, const double* scores) { return objective.loss(row, scores); });
  }
  if (name == "logLoss") {
    if (objective.link() == Link::sigmoid) {
      return mean_of(at, context, [&](std::uint32_t row, const double* scores) {
        const double margin = labels.target[row] > 0.5 ? scores[0] : -scores[0];
        return (margin < 0 ? -margin : 0) + math::log1p(math::exp(-math::absolute(margin)));
      });
    }
    return mean_of(at, context, [&](std::uint32_t row, const double* scores) {
      return softmax_loss(scores, labels.row_count, objective.output_count(), labels.target[row]);
    });
  }
  if (name == "rocAuc") return roc_auc(at);
  if (name == "accuracy" || name == "error") {
    const double accuracy = mean_of(at, context, [&](std::uint32_t row, const double*) {
      return is_right(at, objective.output_count(), row) ? 1.0 : 0.0;
    });
    return name == "accuracy" ? accuracy : 1 - accuracy;
  }
  if (name == "r2") return r2(at, link, context);
  if (name == "mae") {
    return mean_of(at, context, [&](std::uint32_t row, const double* scores) {
      return math::absolute(labels.target[row] - prediction_of(link, scores[0]));
    });
  }
  if (name.starts_with("ndcg")) return ndcg(at, places_of(name));
  const double squared = mean_of(at, context, [&](std::uint32_t row, const double* scores) {
    const double residual = labels.target[row] - prediction_of(link, scores[0]);
    return residual * residual;
  });
  return name == "rmse" ? std::sqrt(squared) : squared;  // brier and mse
}

}  // namespace millrace::trees
