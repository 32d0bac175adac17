#include "profile/number_facts.h"

#include <algorithm>
#include <cmath>

#include "core/matrix.h"
#include "simd/kernels.h"

namespace millrace {

namespace {

// Sums of two to four powers at once, each over 16 virtual lanes that are folded in halves.
double fold(double* lanes) {
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int lane = 0; lane < width; ++lane) lanes[lane] += lanes[lane + width];
  }
  return lanes[0];
}

bool has_fraction(double number) {
  if (std::abs(number) >= 0x1p52) return false;  // so large that all are whole
  return static_cast<double>(static_cast<std::int64_t>(number)) != number;
}

bool insert_extreme(std::vector<double>& held, double number, bool lowest) {
  const auto before = [lowest](double a, double b) { return lowest ? a < b : a > b; };
  const auto at = std::lower_bound(held.begin(), held.end(), number, before);
  if (at != held.end() && *at == number) return false;
  held.insert(at, number);
  if (held.size() > NumberFacts::kExtremes) held.pop_back();
  return true;
}

}  // namespace

void CentralMoments::update(const double* numbers, std::size_t count) {
  std::size_t at = 0;
  while (at < count) {
    const std::size_t take = std::min(count - at, static_cast<std::size_t>(kBlockRows) - rows_in_block_);
    for (std::size_t i = at; i < at + take; ++i) {
      if (std::isfinite(numbers[i])) pending_.push_back(numbers[i]);
    }
    at += take;
    rows_in_block_ += take;
    if (rows_in_block_ == static_cast<std::size_t>(kBlockRows)) close();
  }
}

void CentralMoments::close() {
  rows_in_block_ = 0;
  const std::size_t size = pending_.size();
  if (size == 0) return;
  const double* x = pending_.data();
  const auto n = static_cast<double>(size);
  double sums[kLanes] = {};
  for (std::size_t i = 0; i < size; ++i) sums[i % kLanes] += x[i];
  double block_mean = fold(sums) / n;
  if (!std::isfinite(block_mean)) {  // the sum is beyond float64, the mean is not
    block_mean = 0;
    for (std::size_t i = 0; i < size; ++i) block_mean += x[i] / n;
  }
  double lanes2[kLanes] = {}, lanes3[kLanes] = {}, lanes4[kLanes] = {};
  const auto take = [&](std::size_t i, std::size_t lane) {
    const double apart = x[i] - block_mean;
    const double square = apart * apart;
    lanes2[lane] += square;
    lanes3[lane] += square * apart;
    lanes4[lane] += square * square;
  };
  const std::size_t whole = size / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) take(i + lane, lane);
  }
  for (std::size_t i = whole; i < size; ++i) take(i, i - whole);
  add(n, block_mean, fold(lanes2), fold(lanes3), fold(lanes4));
  pending_.clear();
}

void CentralMoments::add(double other, double other_mean, double b2, double b3, double b4) {
  if (other == 0) return;
  if (count == 0) {
    count = other, mean = other_mean, m2 = b2, m3 = b3, m4 = b4;
    return;
  }
  const double total = count + other;
  const double delta = other_mean - mean;
  const double d = delta / total;
  const double d2 = d * d;
  m4 += b4 + delta * d * d2 * count * other * (count * count - count * other + other * other) +
        6 * d2 * (count * count * b2 + other * other * m2) + 4 * d * (count * b3 - other * m3);
  m3 += b3 + delta * d2 * count * other * (count - other) + 3 * d * (count * b2 - other * m2);
  m2 += b2 + delta * d * count * other;
  mean += d * other;
  count = total;
}

void CentralMoments::merge(CentralMoments& next) {
  close();
  next.close();
  add(next.count, next.mean, next.m2, next.m3, next.m4);
}

void NumberFacts::update(const double* numbers, std::size_t count) {
  moments.update(numbers, count);
  for (std::size_t i = 0; i < count; ++i) {
    const double number = numbers[i];
    if (!std::isfinite(number)) {
      positive_infinities += number > 0;
      negative_infinities += number < 0;
      continue;
    }
    zeros += number == 0;
    negatives += number < 0;
    fractions += has_fraction(number);
    if (is_extreme(number)) take_extremes(number);
  }
}

// Whether it belongs to the extremes and is not held yet, which is seldom.
bool NumberFacts::is_extreme(double number) const {
  const bool is_full = lowest.size() == kExtremes;
  if ((!is_full || number < lowest.back()) && std::find(lowest.begin(), lowest.end(), number) == lowest.end()) {
    return true;
  }
  return is_full && number > highest.back() && std::find(highest.begin(), highest.end(), number) == highest.end();
}

void NumberFacts::take_extremes(double number) {
  number += 0.0;  // one zero of the two
  insert_extreme(lowest, number, true);
  insert_extreme(highest, number, false);
}

void NumberFacts::merge(NumberFacts& next) {
  moments.merge(next.moments);
  zeros += next.zeros;
  negatives += next.negatives;
  positive_infinities += next.positive_infinities;
  negative_infinities += next.negative_infinities;
  fractions += next.fractions;
  for (const double number : next.lowest) take_extremes(number);
  for (const double number : next.highest) take_extremes(number);
}

}  // namespace millrace
