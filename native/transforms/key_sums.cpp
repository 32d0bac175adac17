#include "transforms/key_sums.h"

#include <cmath>
#include <limits>

namespace millrace {

void KeySums::Sums::add(double value) {
  ++count;
  sum = sum + DoubleDouble{value, 0};
  squares = squares + two_product(value, value);
}

void KeySums::Sums::add(const Sums& next) {
  count += next.count;
  sum = sum + next.sum;
  squares = squares + next.squares;
}

KeySums::Sums KeySums::Sums::without(double value) const {
  return {count - 1, sum - DoubleDouble{value, 0}, squares - two_product(value, value)};
}

double KeySums::Sums::statistic(KeyStatistic what) const {
  const auto n = static_cast<double>(count);
  if (what == KeyStatistic::count) return n;
  if (count == 0 || (what == KeyStatistic::std && count == 1)) return std::numeric_limits<double>::quiet_NaN();
  if (what == KeyStatistic::sum) return sum.value();
  if (what == KeyStatistic::mean) return (sum / n).value();
  const double deviations = (squares - sum * sum / n).value();
  // What rounding alone leaves of equal numbers.
  if (deviations < squares.high * 0x1p-96) return 0;
  return std::sqrt(deviations / (n - 1));
}

void LeaveOneOut::run(Run& run) {
  const Codes& codes = run.get<Codes>(codes_);
  const Numbers* numbers = numbers_ < 0 ? nullptr : &run.get<Numbers>(numbers_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] < 0) {
      out[row] = KeySums::Sums{}.statistic(what_);
      continue;
    }
    const KeySums::Sums& all = sums_->of_key.at(static_cast<std::size_t>(codes[row]));
    const double value = numbers ? (*numbers)[row] : 0.0;
    out[row] = std::isnan(value) ? all.statistic(what_) : all.without(value).statistic(what_);
  }
}

}  // namespace millrace
