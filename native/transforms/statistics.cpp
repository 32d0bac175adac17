#include "transforms/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "simd/kernels.h"

namespace millrace {

namespace {

// Sum over virtual lanes: value i goes to lane i mod 16, lanes are folded in halves.
template <typename F>
double lane_sum(std::size_t count, F value) {
  double lanes[kLanes] = {};
  std::size_t i = 0;
  constexpr auto width = static_cast<std::size_t>(kLanes);
  for (; i + width <= count; i += width) {
    for (std::size_t lane = 0; lane < width; ++lane) lanes[lane] += value(i + lane);
  }
  for (; i < count; ++i) lanes[i % kLanes] += value(i);
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int lane = 0; lane < width; ++lane) lanes[lane] += lanes[lane + width];
  }
  return lanes[0];
}

}  // namespace

void Moments::update(const double* numbers, const double* weights, std::size_t count) {
  pending_numbers_.resize(kBlockRows);
  if (weights && pending_weights_.empty()) pending_weights_.resize(kBlockRows, 1.0);
  while (count > 0) {
    const std::size_t rows = std::min(count, static_cast<std::size_t>(kBlockRows) - rows_in_block_);
    // Each is written, and kept by going on: whether one is missing can't be foretold.
    double* const x = pending_numbers_.data();
    double* const w = pending_weights_.data();
    std::size_t kept = pending_;
    if (pending_weights_.empty()) {
      for (std::size_t i = 0; i < rows; ++i) {
        x[kept] = numbers[i];
        kept += !std::isnan(numbers[i]);
      }
    } else {
      for (std::size_t i = 0; i < rows; ++i) {
        const double weight = weights ? weights[i] : 1.0;
        x[kept] = numbers[i];
        w[kept] = weight;
        kept += !std::isnan(numbers[i]) && weight > 0;
      }
      weights += weights ? rows : 0;
    }
    pending_ = kept;
    numbers += rows;
    count -= rows;
    rows_in_block_ += rows;
    if (rows_in_block_ == static_cast<std::size_t>(kBlockRows)) close_block();
  }
}

void Moments::close_block() {
  const std::size_t count = std::exchange(pending_, 0);
  rows_in_block_ = 0;
  if (count == 0) return;
  const double* x = pending_numbers_.data();
  if (pending_weights_.empty()) {  // the same bits as with weights of 1
    const auto weight = static_cast<double>(count);
    const double mean = lane_sum(count, [=](std::size_t i) { return x[i]; }) / weight;
    add(weight, mean, lane_sum(count, [=](std::size_t i) { return (x[i] - mean) * (x[i] - mean); }));
    return;
  }
  const double* w = pending_weights_.data();
  const double weight = lane_sum(count, [=](std::size_t i) { return w[i]; });
  const double mean = lane_sum(count, [=](std::size_t i) { return w[i] * x[i]; }) / weight;
  add(weight, mean, lane_sum(count, [=](std::size_t i) { return w[i] * ((x[i] - mean) * (x[i] - mean)); }));
}

void Moments::add(double weight, double mean, double squares) {
  const double total = weight_ + weight;
  if (total == 0) return;
  const double delta = mean - mean_;
  mean_ += delta * (weight / total);
  squares_ += squares + delta * delta * (weight_ * weight / total);
  weight_ = total;
}

void Moments::merge(Moments& next) {
  close_block();
  next.close_block();
  add(next.weight_, next.mean_, next.squares_);
}

Moments::Result Moments::finish() {
  close_block();
  return {weight_, mean_, weight_ > 0 ? squares_ / weight_ : 0.0};
}

void MomentsFold::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in);
  state->update(numbers.data(), weight < 0 ? nullptr : run.get<Numbers>(weight).data(), numbers.size());
}

double NumberValues::median() {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return (below + *middle) / 2;
}

double weighted_median(const std::vector<double>& values, const std::vector<double>* weights) {
  if (!weights) return NumberValues{values}.median();
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if ((*weights)[i] > 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b] || (values[a] == values[b] && a < b); });
  double total = 0;
  for (const std::size_t i : order) total += (*weights)[i];
  double below = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    below += (*weights)[order[at]];
    if (below < total / 2) continue;
    const double value = values[order[at]];
    return below > total / 2 || at + 1 == order.size() ? value : (value + values[order[at + 1]]) / 2;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double NumberValues::mode() {
  std::sort(values.begin(), values.end());
  double best = std::numeric_limits<double>::quiet_NaN();
  std::size_t best_count = 0;
  for (std::size_t begin = 0, end = 0; begin < values.size(); begin = end) {
    while (end < values.size() && values[end] == values[begin]) ++end;
    if (end - begin > best_count) {
      best = values[begin];
      best_count = end - begin;
    }
  }
  return best;
}

void ValuesFold::run(Run& run) {
  for (const double number : run.get<Numbers>(in)) {
    if (!std::isnan(number)) state->values.push_back(number);
  }
}

ListSummary summarize(const std::vector<double>& values) {
  ListSummary summary;
  bool any = false;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const double value = values[row];
    if (std::isnan(value)) {
      if (summary.missing++ == 0) summary.first_missing = static_cast<std::int64_t>(row);
      continue;
    }
    if (value < 0 && summary.first_negative < 0) summary.first_negative = static_cast<std::int64_t>(row);
    summary.min = any ? std::min(summary.min, value) : value;
    summary.max = any ? std::max(summary.max, value) : value;
    summary.sum += value;
    any = true;
  }
  return summary;
}

double weighted_mean(const std::vector<double>& values, const std::vector<double>* weights) {
  Moments moments;
  moments.update(values.data(), weights ? weights->data() : nullptr, values.size());
  return moments.finish().mean;
}

std::vector<double> class_shares(const std::vector<double>& codes, const std::vector<double>* weights,
                                 std::size_t class_count) {
  std::vector<double> shares(class_count);
  double total = 0;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const double weight = weights ? (*weights)[row] : 1.0;
    if (!(codes[row] >= 0 && codes[row] < static_cast<double>(class_count))) throw Error("INTERNAL", "no such class");
    shares[static_cast<std::size_t>(codes[row])] += weight;
    total += weight;
  }
  for (double& share : shares) share /= total;
  return shares;
}

std::vector<double> weights_by_class(const std::vector<double>& codes, const std::vector<double>* weights,
                                     const std::vector<double>& factors) {
  std::vector<double> out(codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (!(codes[row] >= 0 && codes[row] < static_cast<double>(factors.size())))
      throw Error("INTERNAL", "no such class");
    out[row] = factors[static_cast<std::size_t>(codes[row])] * (weights ? (*weights)[row] : 1.0);
  }
  return out;
}

void AppendNumbers::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in);
  state->values.insert(state->values.end(), numbers.begin(), numbers.end());
}

}  // namespace millrace
