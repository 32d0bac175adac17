#include "reduction/column_moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reduction/matrix_rows.h"

namespace millrace {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

void ColumnMoments::start(const std::vector<Part>& parts) {
  started_ = true;
  parts_ = parts;
  width_ = static_cast<std::size_t>(width_of(parts));
  std::size_t column = 0;
  for (const Part& part : parts) {
    entry_begins_.push_back(entry_count_);
    if (part.kind == Part::Kind::numbers) {
      number_columns_.push_back(column);
    } else {
      for (std::int32_t i = 0; i < part.width; ++i) entry_columns_.push_back(column + static_cast<std::size_t>(i));
      entry_count_ += static_cast<std::size_t>(part.width);
    }
    column += static_cast<std::size_t>(part.width);
  }
  number_count_ = number_columns_.size();
  const std::size_t classes = options_.class_count;
  block_.resize(number_count_ * classes);
  total_.resize(number_count_ * classes);
  shifts_.assign(number_count_, std::numeric_limits<double>::quiet_NaN());
  entries_.resize(entry_count_ * classes);
  non_zeros_.resize(entry_count_);
  min_.assign(width_, kInfinity);
  max_.assign(width_, -kInfinity);
  class_rows_.resize(classes);
}

void ColumnMoments::update(Run& run, const std::vector<Part>& parts, const Codes* classes, const Numbers* target) {
  if (!started_) start(parts);
  for (std::int64_t begin = 0; begin < run.row_count;) {
    run.context.check();
    const auto left = static_cast<std::int64_t>(static_cast<std::size_t>(kBlockRows) - rows_in_block_);
    const std::int64_t end = std::min(run.row_count, begin + left);
    add_rows(run, begin, end, classes, target);
    rows_in_block_ += static_cast<std::size_t>(end - begin);
    if (rows_in_block_ == static_cast<std::size_t>(kBlockRows)) close_block();
    begin = end;
  }
}

void ColumnMoments::add_rows(Run& run, std::int64_t begin, std::int64_t end, const Codes* classes,
                             const Numbers* target) {
  const std::size_t class_count = options_.class_count;
  const auto class_of = [&](std::int64_t row) -> std::size_t {
    if (!classes) return 0;
    const std::int32_t code = (*classes)[static_cast<std::size_t>(row)];
    if (code < 0 || static_cast<std::size_t>(code) >= class_count) throw Error("INTERNAL", "no such class");
    return static_cast<std::size_t>(code);
  };
  for (std::int64_t row = begin; row < end; ++row) class_rows_[class_of(row)] += 1;

  std::vector<double> deviations;  // of the target from its mean, the row's own included
  if (target) {
    deviations.reserve(static_cast<std::size_t>(end - begin));
    for (std::int64_t row = begin; row < end; ++row) {
      double y = (*target)[static_cast<std::size_t>(row)];
      if (std::isnan(target_shift_)) target_shift_ = y;
      y -= target_shift_;
      const double from = y - block_target_.mean;
      block_target_.count += 1;
      block_target_.mean += from / block_target_.count;
      block_target_.squares += from * (y - block_target_.mean);
      deviations.push_back(y - block_target_.mean);
    }
  }

  std::vector<const Part*> number_parts;
  for (const Part& part : parts_) {
    if (part.kind == Part::Kind::numbers) number_parts.push_back(&part);
  }
  if (!options_.skip_missing) {
    for (const Part* part : number_parts) {
      const Numbers& numbers = run.get<Numbers>(part->slot);
      for (std::int64_t row = begin; row < end; ++row) {
        checked_number(run, row, numbers[static_cast<std::size_t>(row)], *part);
      }
    }
  }
  parallel_for(run.context, number_parts.size(), [&](std::size_t number) {
    const Numbers& numbers = run.get<Numbers>(number_parts[number]->slot);
    Moment* moments = block_.data() + number * class_count;
    double& shift = shifts_[number];
    double least = min_[number_columns_[number]], greatest = max_[number_columns_[number]];
    for (std::int64_t row = begin; row < end; ++row) {
      const double x = numbers[static_cast<std::size_t>(row)];
      if (std::isnan(x)) continue;
      if (std::isnan(shift)) shift = x;
      Moment& moment = moments[class_of(row)];
      const double near = x - shift;
      const double from = near - moment.mean;
      moment.count += 1;
      moment.mean += from / moment.count;
      moment.squares += from * (near - moment.mean);
      if (target) moment.product += from * deviations[static_cast<std::size_t>(row - begin)];
      least = std::min(least, x);
      greatest = std::max(greatest, x);
    }
    min_[number_columns_[number]] = least;
    max_[number_columns_[number]] = greatest;
  });

  for (std::size_t p = 0; p < parts_.size(); ++p) {
    for_each_entry(run, parts_[p], begin, end, [&](std::int64_t row, std::uint32_t column, double value) {
      const std::size_t entry = entry_begins_[p] + column;
      Entries& sums = entries_[entry * class_count + class_of(row)];
      sums.sum += value;
      sums.squares += value * value;
      if (target) sums.product += value * ((*target)[static_cast<std::size_t>(row)] - target_shift_);
      if (value == 0) return;
      non_zeros_[entry] += 1;
      double& least = min_[entry_columns_[entry]];
      double& greatest = max_[entry_columns_[entry]];
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    });
  }
}

void ColumnMoments::add_totals(const std::vector<Moment>& moments, const std::vector<double>& shifts,
                               const Target& target, double target_shift) {
  const double target_step = target_shift + target.mean - total_target_.mean;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const Moment& more = moments[i];
    if (more.count == 0) continue;
    Moment& total = total_[i];
    const double count = total.count + more.count;
    const double step = shifts[i / options_.class_count] + more.mean - total.mean;
    const double shared = total.count * more.count / count;
    total.mean += step * (more.count / count);
    total.squares += more.squares + step * step * shared;
    total.product += more.product + step * target_step * shared;
    total.count = count;
  }
  if (target.count == 0) return;
  const double count = total_target_.count + target.count;
  total_target_.mean += target_step * (target.count / count);
  total_target_.squares += target.squares + target_step * target_step * (total_target_.count * target.count / count);
  total_target_.count = count;
}

void ColumnMoments::close_block() {
  add_totals(block_, std::vector<double>(number_count_), block_target_, 0.0);
  std::fill(block_.begin(), block_.end(), Moment{});
  block_target_ = {};
  rows_in_block_ = 0;
}

void ColumnMoments::merge(ColumnMoments& next) {
  if (!next.started_) return;
  if (!started_) start(next.parts_);
  close_block();
  next.close_block();
  std::vector<double> between(number_count_);
  for (std::size_t i = 0; i < number_count_; ++i) {
    if (std::isnan(shifts_[i])) shifts_[i] = next.shifts_[i];
    if (!std::isnan(next.shifts_[i])) between[i] = next.shifts_[i] - shifts_[i];
  }
  if (std::isnan(target_shift_)) target_shift_ = next.target_shift_;
  const double target_between = options_.with_target ? next.target_shift_ - target_shift_ : 0.0;
  add_totals(next.total_, between, next.total_target_, target_between);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entries_[i].sum += next.entries_[i].sum;
    entries_[i].squares += next.entries_[i].squares;
    entries_[i].product += next.entries_[i].product + target_between * next.entries_[i].sum;
  }
  for (std::size_t i = 0; i < entry_count_; ++i) non_zeros_[i] += next.non_zeros_[i];
  for (std::size_t i = 0; i < width_; ++i) {
    min_[i] = std::min(min_[i], next.min_[i]);
    max_[i] = std::max(max_[i], next.max_[i]);
  }
  for (std::size_t i = 0; i < class_rows_.size(); ++i) class_rows_[i] += next.class_rows_[i];
}

ColumnMoments::Result ColumnMoments::finish() {
  close_block();
  const std::size_t classes = options_.class_count;
  double rows = 0;
  for (const double count : class_rows_) rows += count;
  Result result;
  result.class_rows = class_rows_;
  result.counts.assign(width_, rows);
  result.means.resize(classes * width_);
  result.squares.resize(classes * width_);
  result.products.resize(width_);
  result.centres.resize(width_);
  result.min = min_;
  result.max = max_;
  result.target_mean = options_.with_target ? target_shift_ + total_target_.mean : 0.0;
  result.target_squares = total_target_.squares;
  for (std::size_t number = 0; number < number_count_; ++number) {
    const std::size_t column = number_columns_[number];
    double count = 0;
    result.centres[column] = std::isnan(shifts_[number]) ? 0.0 : shifts_[number];
    for (std::size_t c = 0; c < classes; ++c) {
      const Moment& moment = total_[number * classes + c];
      result.means[c * width_ + column] = moment.mean;
      result.squares[c * width_ + column] = moment.squares;
      count += moment.count;
    }
    result.counts[column] = count;
    result.products[column] = total_[number * classes].product;
  }
  for (std::size_t entry = 0; entry < entry_count_; ++entry) {
    const std::size_t column = entry_columns_[entry];
    for (std::size_t c = 0; c < classes; ++c) {
      const Entries& sums = entries_[entry * classes + c];
      const double count = class_rows_[c];
      const double mean = count > 0 ? sums.sum / count : 0.0;
      result.means[c * width_ + column] = mean;
      result.squares[c * width_ + column] = std::max(0.0, sums.squares - sums.sum * mean);
    }
    if (non_zeros_[entry] < rows) {
      result.min[column] = std::min(result.min[column], 0.0);
      result.max[column] = std::max(result.max[column], 0.0);
    }
    const Entries& sums = entries_[entry * classes];
    result.products[column] = sums.product - sums.sum * total_target_.mean;
  }
  return result;
}

void ColumnMomentsFold::run(Run& run) {
  state->update(run, parts, classes < 0 ? nullptr : &run.get<Codes>(classes),
                target < 0 ? nullptr : &run.get<Numbers>(target));
}

}  // namespace millrace
