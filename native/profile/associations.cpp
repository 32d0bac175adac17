#include "profile/associations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace millrace {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

using Order = std::vector<std::uint32_t>;  // rows that have a number, by rising number

Order order_of(const std::vector<double>& x) {
  std::vector<std::pair<double, std::uint32_t>> sorted;  // together: a comparison reads no other memory
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (!std::isnan(x[row])) sorted.emplace_back(x[row], static_cast<std::uint32_t>(row));
  }
  std::sort(sorted.begin(), sorted.end());
  Order order;
  order.reserve(sorted.size());
  for (const auto& [number, row] : sorted) order.push_back(row);
  return order;
}

// Mean ranks among the rows in which `other` has a number too; NaN elsewhere.
std::vector<double> ranks_of(const std::vector<double>& x, const Order& order, const std::vector<double>& other) {
  std::vector<double> ranks(x.size(), kUndefined);
  Order rows;
  for (const std::uint32_t row : order) {
    if (!std::isnan(other[row])) rows.push_back(row);
  }
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    while (end < rows.size() && x[rows[end]] == x[rows[begin]]) ++end;
    const double rank = static_cast<double>(begin + end - 1) / 2;
    for (std::size_t i = begin; i < end; ++i) ranks[rows[i]] = rank;
  }
  return ranks;
}

double spearman(const std::vector<double>& x, const Order& x_order, const std::vector<double>& y,
                const Order& y_order) {
  return pearson(ranks_of(x, x_order, y), ranks_of(y, y_order, x));
}

double cramers_v(const SampledCodes& a, const SampledCodes& b) {
  const std::size_t width = b.keys.size();
  std::vector<double> cells(a.keys.size() * width), of_a(a.keys.size()), of_b(width);
  double n = 0;
  for (std::size_t row = 0; row < a.codes.size(); ++row) {
    if (a.codes[row] < 0 || b.codes[row] < 0) continue;
    const auto i = static_cast<std::size_t>(a.codes[row]), j = static_cast<std::size_t>(b.codes[row]);
    ++cells[i * width + j];
    ++of_a[i];
    ++of_b[j];
    ++n;
  }
  // Values that no row of both has are no categories of this table.
  const auto used = [](const std::vector<double>& counts) {
    return static_cast<double>(std::count_if(counts.begin(), counts.end(), [](double count) { return count > 0; }));
  };
  const double rows = used(of_a), columns = used(of_b);
  if (n < 2 || rows < 2 || columns < 2) return kUndefined;
  double chi2 = 0;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    for (std::size_t j = 0; j < width; ++j) {
      const double expected = of_a[i] * of_b[j] / n;
      const double apart = cells[i * width + j] - expected;
      if (expected > 0) chi2 += apart * apart / expected;
    }
  }
  const double phi2 = std::max(0.0, chi2 / n - (rows - 1) * (columns - 1) / (n - 1));
  const double corrected_rows = rows - (rows - 1) * (rows - 1) / (n - 1);
  const double corrected_columns = columns - (columns - 1) * (columns - 1) / (n - 1);
  const double most = std::min(corrected_rows, corrected_columns) - 1;
  return most > 0 ? std::min(1.0, std::sqrt(phi2 / most)) : kUndefined;
}

double correlation_ratio(const SampledCodes& category, const std::vector<double>& numbers) {
  std::vector<double> counts(category.keys.size()), sums(category.keys.size());
  double n = 0, sum = 0;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (category.codes[row] < 0 || std::isnan(numbers[row])) continue;
    ++n;
    sum += numbers[row];
  }
  if (n < 2) return kUndefined;
  const double mean = sum / n;
  double total = 0;
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if (category.codes[row] < 0 || std::isnan(numbers[row])) continue;
    const auto code = static_cast<std::size_t>(category.codes[row]);
    const double apart = numbers[row] - mean;
    ++counts[code];
    sums[code] += apart;
    total += apart * apart;
  }
  if (!(total > 0)) return kUndefined;
  double between = 0;
  std::size_t used = 0;
  for (std::size_t code = 0; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    ++used;
    between += sums[code] * sums[code] / counts[code];
  }
  return used < 2 ? kUndefined : std::sqrt(std::min(1.0, between / total));
}

}  // namespace

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  double n = 0, sum_x = 0, sum_y = 0;
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (std::isnan(x[row]) || std::isnan(y[row])) continue;
    ++n;
    sum_x += x[row];
    sum_y += y[row];
  }
  if (n < 2) return kUndefined;
  const double mean_x = sum_x / n, mean_y = sum_y / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (std::isnan(x[row]) || std::isnan(y[row])) continue;
    const double dx = x[row] - mean_x, dy = y[row] - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0) || !std::isfinite(xx) || !std::isfinite(yy)) return kUndefined;
  return std::clamp(xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
}

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
  return spearman(x, order_of(x), y, order_of(y));
}

Associations associate(TableProfile& profile, const std::vector<AssociationColumn>& columns,
                       const RunContext& context) {
  const std::size_t count = columns.size();
  const auto rows = profile.sample().order();
  std::vector<SampledNumbers> numbers(count), missing(count);
  std::vector<Order> orders(count);
  std::vector<SampledCodes> codes(count);
  std::vector<std::uint8_t> is_gappy(count);  // missing in some rows, not in all
  parallel_for(context, count, [&](std::size_t c) {
    const ColumnProfile& column = profile.columns()[columns[c].index];
    if (columns[c].is_number) {
      numbers[c] = sampled_numbers(column, rows);
      orders[c] = order_of(numbers[c]);
    } else {
      codes[c] = sampled_codes(column, rows);
    }
    double gaps = 0;
    for (const std::uint32_t row : rows) {
      missing[c].push_back(column.sample[row] == kMissingKey ? 1.0 : 0.0);
      gaps += missing[c].back();
    }
    is_gappy[c] = gaps > 0 && gaps < static_cast<double>(rows.size());
  });
  Associations out;
  out.rows = rows.size();
  out.strength.assign(count * count, kUndefined);
  out.rank = out.missing = out.strength;
  parallel_for(context, count * count, [&](std::size_t pair) {
    const std::size_t a = pair / count, b = pair % count;
    if (a > b) return;
    double strength = kUndefined, rank = kUndefined;
    if (columns[a].is_number && columns[b].is_number) {
      strength = pearson(numbers[a], numbers[b]);
      rank = spearman(numbers[a], orders[a], numbers[b], orders[b]);
    } else if (!columns[a].is_number && !columns[b].is_number) {
      strength = a == b ? (codes[a].keys.size() > 1 ? 1.0 : kUndefined) : cramers_v(codes[a], codes[b]);
    } else {
      const std::size_t category = columns[a].is_number ? b : a;
      strength = correlation_ratio(codes[category], numbers[category == a ? b : a]);
    }
    out.strength[a * count + b] = out.strength[b * count + a] = strength;
    out.rank[a * count + b] = out.rank[b * count + a] = rank;
    if (!is_gappy[a] || !is_gappy[b]) return;
    out.missing[a * count + b] = out.missing[b * count + a] = pearson(missing[a], missing[b]);
  });
  return out;
}

}  // namespace millrace
