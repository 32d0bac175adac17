#include "profile/target_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "profile/associations.h"
#include "profile/hash.h"

namespace millrace {

namespace {

constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kRuleGroups = 50;
constexpr std::size_t kShownGroups = 10;
constexpr std::size_t kMostClasses = 20;
constexpr double kPrior = 2;  // rows that a group is thought to have of the whole's shares
constexpr std::int64_t kFewestScored = 15;

struct Target {
  bool is_classes;
  std::size_t class_count = 0;
  std::vector<std::int32_t> classes;
  std::vector<double> numbers;
  std::vector<bool> has;     // rows with a target
  std::vector<bool> scored;  // rows held apart
};

struct Feature {
  std::vector<std::int32_t> groups;  // of the rule; the last one is missing
  std::size_t group_count = 0;
  std::vector<double> numbers;  // when it is a number
  SampledCodes codes;
};

// Area under the ROC curve of scores for rows with and without: ties count half.
double area(std::vector<std::pair<double, bool>> rows) {
  std::sort(rows.begin(), rows.end());
  double with = 0, without = 0, wins = 0;
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    double here = 0, others = 0;
    for (; end < rows.size() && rows[end].first == rows[begin].first; ++end) ++(rows[end].second ? here : others);
    wins += here * (without + others / 2);
    with += here;
    without += others;
  }
  return with > 0 && without > 0 ? wins / (with * without) : kNoScore;
}

void score_classes(const Target& target, const Feature& feature, FeatureRule& rule) {
  const std::size_t width = target.class_count;
  std::vector<double> shares(feature.group_count * width), group_rows(feature.group_count), prior(width);
  double fitted = 0;
  const std::size_t row_count = target.has.size();
  for (std::size_t row = 0; row < row_count; ++row) {
    if (!target.has[row] || target.scored[row]) continue;
    const auto group = static_cast<std::size_t>(feature.groups[row]);
    const auto label = static_cast<std::size_t>(target.classes[row]);
    ++shares[group * width + label];
    ++group_rows[group];
    ++prior[label];
    ++fitted;
  }
  if (fitted == 0) return;
  for (double& share : prior) share /= fitted;
  for (std::size_t group = 0; group < feature.group_count; ++group) {
    for (std::size_t label = 0; label < width; ++label) {
      double& share = shares[group * width + label];
      share = (share + kPrior * prior[label]) / (group_rows[group] + kPrior);
    }
  }
  const auto share_of = [&](std::size_t row, std::size_t label) {
    return shares[static_cast<std::size_t>(feature.groups[row]) * width + label];
  };
  std::int64_t correct = 0;
  std::vector<std::int64_t> of_class(width);
  for (std::size_t row = 0; row < row_count; ++row) {
    if (!target.has[row] || !target.scored[row]) continue;
    std::size_t best = 0;
    for (std::size_t label = 1; label < width; ++label) {
      if (share_of(row, label) > share_of(row, best)) best = label;
    }
    ++rule.scored_rows;
    ++of_class[static_cast<std::size_t>(target.classes[row])];
    correct += best == static_cast<std::size_t>(target.classes[row]);
  }
  if (rule.scored_rows < kFewestScored) return;
  const auto rows = static_cast<double>(rule.scored_rows);
  rule.accuracy = static_cast<double>(correct) / rows;
  rule.baseline = static_cast<double>(*std::max_element(of_class.begin(), of_class.end())) / rows;
  double sum = 0, classes = 0;
  for (std::size_t label = width == 2 ? 1 : 0; label < width; ++label) {
    std::vector<std::pair<double, bool>> scores;
    for (std::size_t row = 0; row < row_count; ++row) {
      if (!target.has[row] || !target.scored[row]) continue;
      scores.emplace_back(share_of(row, label), static_cast<std::size_t>(target.classes[row]) == label);
    }
    const double auc = area(std::move(scores));
    if (std::isnan(auc)) continue;
    sum += auc;
    ++classes;
  }
  rule.score = classes > 0 ? sum / classes : kNoScore;
}

void score_number(const Target& target, const Feature& feature, FeatureRule& rule) {
  std::vector<double> sums(feature.group_count), counts(feature.group_count);
  double sum = 0, fitted = 0;
  for (std::size_t row = 0; row < target.has.size(); ++row) {
    if (!target.has[row] || target.scored[row]) continue;
    const auto group = static_cast<std::size_t>(feature.groups[row]);
    sums[group] += target.numbers[row];
    ++counts[group];
    sum += target.numbers[row];
    ++fitted;
  }
  if (fitted == 0) return;
  const double prior = sum / fitted;
  double scored_sum = 0;
  for (std::size_t row = 0; row < target.has.size(); ++row) {
    if (!target.has[row] || !target.scored[row]) continue;
    ++rule.scored_rows;
    scored_sum += target.numbers[row];
  }
  if (rule.scored_rows < kFewestScored) return;
  const double mean = scored_sum / static_cast<double>(rule.scored_rows);
  double errors = 0, total = 0;
  for (std::size_t row = 0; row < target.has.size(); ++row) {
    if (!target.has[row] || !target.scored[row]) continue;
    const auto group = static_cast<std::size_t>(feature.groups[row]);
    const double told = counts[group] > 0 ? sums[group] / counts[group] : prior;
    errors += (target.numbers[row] - told) * (target.numbers[row] - told);
    total += (target.numbers[row] - mean) * (target.numbers[row] - mean);
  }
  rule.score = total > 0 ? 1 - errors / total : kNoScore;
}

// Of the rows with a target, those in which y is the commonest y of their x, as a share.
double decided_share(const std::vector<std::int32_t>& x, const std::vector<std::int32_t>& y,
                     const std::vector<bool>& has) {
  std::unordered_map<std::uint64_t, std::int64_t> pairs;
  std::unordered_map<std::int32_t, std::int64_t> most;
  std::int64_t rows = 0;
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (!has[row]) continue;
    ++rows;
    const auto pair =
        static_cast<std::uint64_t>(static_cast<std::uint32_t>(x[row])) << 32 | static_cast<std::uint32_t>(y[row]);
    most[x[row]] = std::max(most[x[row]], ++pairs[pair]);
  }
  std::int64_t sum = 0;
  for (const auto& [value, count] : most) sum += count;
  return rows == 0 ? kNoScore : static_cast<double>(sum) / static_cast<double>(rows);
}

// Groups for a person: each of the frequent values, or ten ranges; then the others, then missing.
std::vector<TargetGroup> groups_of(const Target& target, const Feature& feature, bool is_number) {
  std::vector<TargetGroup> groups;
  const auto add = [&](TargetGroup::Kind kind) {
    groups.push_back({kind, 0, 0, 0, 0, 0, std::vector<std::int64_t>(target.class_count)});
  };
  std::vector<double> bounds;
  std::size_t shown = 0;
  if (is_number) {
    bounds = equal_groups(feature.numbers, kShownGroups);
    shown = bounds.size() + 1;
    for (std::size_t i = 0; i < shown; ++i) {
      add(TargetGroup::Kind::range);
      groups.back().low = std::numeric_limits<double>::infinity();
      groups.back().high = -std::numeric_limits<double>::infinity();
    }
  } else {
    shown = std::min(kShownGroups, feature.codes.keys.size());
    for (std::size_t i = 0; i < shown; ++i) {
      add(TargetGroup::Kind::value);
      groups.back().key = feature.codes.keys[i];
    }
  }
  add(TargetGroup::Kind::other);
  add(TargetGroup::Kind::missing);
  for (std::size_t row = 0; row < target.has.size(); ++row) {
    if (!target.has[row]) continue;
    std::size_t at = shown + 1;
    if (is_number && !std::isnan(feature.numbers[row])) {
      at = group_of(bounds, feature.numbers[row]);
      groups[at].low = std::min(groups[at].low, feature.numbers[row]);
      groups[at].high = std::max(groups[at].high, feature.numbers[row]);
    } else if (!is_number && feature.codes.codes[row] >= 0) {
      at = std::min(static_cast<std::size_t>(feature.codes.codes[row]), shown);
    }
    ++groups[at].rows;
    if (target.is_classes) {
      ++groups[at].classes[static_cast<std::size_t>(target.classes[row])];
    } else {
      groups[at].mean += target.numbers[row];
    }
  }
  std::erase_if(groups, [](const TargetGroup& group) { return group.rows == 0; });
  for (TargetGroup& group : groups) group.mean /= static_cast<double>(group.rows);
  return groups;
}

Feature feature_of(TableProfile& profile, std::ptrdiff_t index, bool is_number, const Target& target,
                   const std::vector<std::uint32_t>& rows) {
  Feature feature;
  if (index < 0) {
    for (const std::uint32_t row : rows) feature.numbers.push_back(profile.sample().id(row));
  } else {
    const ColumnProfile& column = profile.columns()[static_cast<std::size_t>(index)];
    feature.codes = sampled_codes(column, rows);
    if (is_number) feature.numbers = sampled_numbers(column, rows);
  }
  if (is_number) {
    std::vector<double> fitted;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (target.has[row] && !target.scored[row]) fitted.push_back(feature.numbers[row]);
    }
    const auto bounds = equal_groups(std::move(fitted), kRuleGroups);
    feature.group_count = bounds.size() + 2;
    for (const double number : feature.numbers) {
      const std::size_t group = std::isnan(number) ? bounds.size() + 1 : group_of(bounds, number);
      feature.groups.push_back(static_cast<std::int32_t>(group));
    }
  } else {
    feature.group_count = feature.codes.keys.size() + 1;
    for (const std::int32_t code : feature.codes.codes) {
      feature.groups.push_back(code < 0 ? static_cast<std::int32_t>(feature.codes.keys.size()) : code);
    }
  }
  return feature;
}

}  // namespace

TargetRules learn_rules(TableProfile& profile, const TargetQuestion& question, const RunContext& context) {
  const auto rows = profile.sample().order();
  const ColumnProfile& column = profile.columns()[question.target];
  Target target{question.is_classes, 0, {}, {}, std::vector<bool>(rows.size()), std::vector<bool>(rows.size())};
  const SampledCodes labels = sampled_codes(column, rows);
  TargetRules out;
  if (question.is_classes) {
    target.class_count = std::min(kMostClasses, labels.keys.size());
    target.classes = labels.codes;
    out.classes.assign(labels.keys.begin(), labels.keys.begin() + static_cast<std::ptrdiff_t>(target.class_count));
  } else {
    target.numbers = sampled_numbers(column, rows);
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    target.has[row] = question.is_classes
                          ? labels.codes[row] >= 0 && labels.codes[row] < static_cast<std::int32_t>(target.class_count)
                          : !std::isnan(target.numbers[row]);
    target.scored[row] = mixed(profile.sample().hash(rows[row]) + 1) % 3 == 0;
    out.rows += target.has[row];
  }
  out.features.resize(question.features.size());
  parallel_for(context, question.features.size(), [&](std::size_t f) {
    const bool is_number = question.is_number[f];
    const Feature feature = feature_of(profile, question.features[f], is_number, target, rows);
    FeatureRule& rule = out.features[f];
    rule = {kNoScore, kNoScore, kNoScore, 0, kNoScore, kNoScore, kNoScore, kNoScore, 0, {}};
    if (target.is_classes) {
      score_classes(target, feature, rule);
    } else {
      score_number(target, feature, rule);
      if (is_number) {
        rule.linear = pearson(feature.numbers, target.numbers);
        rule.monotone = spearman(feature.numbers, target.numbers);
      }
    }
    rule.values = static_cast<std::int64_t>(feature.codes.keys.size());
    if (question.features[f] >= 0) {
      rule.decides = decided_share(feature.codes.codes, labels.codes, target.has);
      rule.decided = decided_share(labels.codes, feature.codes.codes, target.has);
    }
    rule.groups = groups_of(target, feature, is_number);
  });
  return out;
}

}  // namespace millrace
