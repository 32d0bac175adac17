#include "transforms/target_statistics.h"

#include <cmath>
#include <limits>

namespace millrace {

namespace {

constexpr std::size_t kAllRows = 0, kMissingValue = 1, kFirstValue = 2;

// A category's mean drawn towards the mean of all rows.
double encoding(const TargetMoments& own, const TargetMoments& all, std::optional<double> smooth) {
  if (smooth) {
    const double weight = own.count + *smooth;
    return weight == 0 ? all.mean : (own.count * own.mean + *smooth * all.mean) / weight;
  }
  const double variance = all.squares / all.count;
  const double share = variance * own.count / (variance * own.count + own.squares / own.count);
  // No row of the category, or no variance at all.
  return std::isnan(share) ? all.mean : share * own.mean + (1 - share) * all.mean;
}

}  // namespace

void TargetMoments::add(double value) {
  ++count;
  const double delta = value - mean;
  mean += delta / count;
  squares += delta * (value - mean);
}

void TargetMoments::add(const TargetMoments& next) {
  if (next.count == 0) return;
  const double total = count + next.count;
  const double delta = next.mean - mean;
  mean += delta * (next.count / total);
  squares += next.squares + delta * delta * (count * next.count / total);
  count = total;
}

TargetStatistics::TargetStatistics(Options options)
    : options_(std::move(options)),
      folds_(options_.seed, options_.folds),
      values_(options_.column),
      classes_(options_.target) {
  make_room();
}

void TargetStatistics::make_room() {
  const std::size_t cells = (kFirstValue + values_.size()) * folds_.count();
  if (!options_.is_class) {
    moments_.resize(cells);
    return;
  }
  if (classes_.size() > kMostClasses) {
    throw Error("TARGET_INVALID",
                "'" + options_.target + "' has more than " + std::to_string(kMostClasses) + " classes to encode by",
                "learn a number with a regressor, or group the values");
  }
  counts_.resize(classes_.size());
  for (auto& counts : counts_) counts.resize(cells);
  rows_.resize(cells);
}

void TargetStatistics::update(const Column& column, const Column& target, const Column& row_ids) {
  const auto count = static_cast<std::size_t>(column.length);
  value_ids_.resize(count);
  values_.number(column, value_ids_.data());
  if (options_.is_class) {
    class_ids_.resize(count);
    classes_.number(target, class_ids_.data());
  } else {
    if (target.type == Type::utf8) throw Error("INTERNAL", "a target of text where numbers are needed");
    numbers_.resize(count);
    to_float64(target, numbers_.data());
  }
  make_room();
  const double* ids = row_ids.data.as<double>();
  const std::size_t folds = folds_.count();
  for (std::size_t row = 0; row < count; ++row) {
    if (options_.is_class ? class_ids_[row] < 0 : std::isnan(numbers_[row])) {
      ++missing_targets_;
      continue;
    }
    const std::size_t fold = folds_.fold_of(ids[row]);
    const std::size_t group =
        value_ids_[row] < 0 ? kMissingValue : kFirstValue + static_cast<std::size_t>(value_ids_[row]);
    ++row_count_;
    if (options_.is_class) {
      std::vector<std::int64_t>& counts = counts_[static_cast<std::size_t>(class_ids_[row])];
      ++counts[kAllRows + fold];
      ++counts[group * folds + fold];
      ++rows_[kAllRows + fold];
      ++rows_[group * folds + fold];
    } else {
      moments_[kAllRows + fold].add(numbers_[row]);
      moments_[group * folds + fold].add(numbers_[row]);
    }
  }
}

void TargetStatistics::merge(TargetStatistics& next) {
  const std::vector<std::int32_t> values = values_.merge(next.values_);
  const std::vector<std::int32_t> classes = classes_.merge(next.classes_);
  make_room();
  row_count_ += next.row_count_;
  missing_targets_ += next.missing_targets_;
  const std::size_t folds = folds_.count();
  for (std::size_t group = 0; group < kFirstValue + values.size(); ++group) {
    const std::size_t into =
        group < kFirstValue ? group : kFirstValue + static_cast<std::size_t>(values[group - kFirstValue]);
    for (std::size_t fold = 0; fold < folds; ++fold) {
      if (!options_.is_class) {
        moments_[into * folds + fold].add(next.moments_[group * folds + fold]);
        continue;
      }
      rows_[into * folds + fold] += next.rows_[group * folds + fold];
      for (std::size_t k = 0; k < classes.size(); ++k) {
        counts_[static_cast<std::size_t>(classes[k])][into * folds + fold] += next.counts_[k][group * folds + fold];
      }
    }
  }
}

TargetMoments TargetStatistics::moments_without(std::size_t group, std::size_t but, std::size_t class_id) const {
  TargetMoments out;
  if (!options_.is_class) {
    for (std::size_t fold = 0; fold < folds_.count(); ++fold) {
      if (fold != but) out.add(moments_[group * folds_.count() + fold]);
    }
    return out;
  }
  double ones = 0;  // counts are exact, whatever the order of the rows
  for (std::size_t fold = 0; fold < folds_.count(); ++fold) {
    if (fold == but) continue;
    const std::size_t at = group * folds_.count() + fold;
    out.count += static_cast<double>(rows_[at]);
    ones += static_cast<double>(counts_[class_id][at]);
  }
  if (out.count == 0) return out;
  out.mean = ones / out.count;
  out.squares = ones * (1 - out.mean);
  return out;
}

TargetStatistics::Result TargetStatistics::finish(std::optional<double> smooth, bool one_output) {
  const ValueIds::Sorted values = values_.sorted();
  const std::size_t folds = folds_.count();
  Result result;
  result.categories = values.categories;
  result.row_count = row_count_;
  result.missing_targets = missing_targets_;
  std::vector<std::size_t> class_of{0};  // of each output
  if (options_.is_class) {
    const ValueIds::Sorted classes = classes_.sorted();
    result.classes = classes.categories;
    class_of.assign(classes.ids.begin(), classes.ids.end());
    if (one_output && class_of.size() == 2) class_of.erase(class_of.begin());
  }
  result.outputs = class_of.size();
  // All rows' moments: [folds + 1][outputs], without nothing last.
  std::vector<TargetMoments> all;
  for (std::size_t but = 0; but <= folds; ++but) {
    for (const std::size_t k : class_of) {
      all.push_back(moments_without(kAllRows, but, k));
      const double mean = all.back().count > 0 ? all.back().mean : std::numeric_limits<double>::quiet_NaN();
      (but < folds ? result.fold_means : result.means).push_back(mean);
    }
  }
  const std::size_t categories = values.ids.size();
  result.encodings.reserve((categories + 1) * result.outputs);
  result.fold_encodings.reserve((categories + 1) * folds * result.outputs);
  for (std::size_t code = 0; code <= categories; ++code) {
    const std::size_t group =
        code == categories ? kMissingValue : kFirstValue + static_cast<std::size_t>(values.ids[code]);
    for (std::size_t but = 0; but <= folds; ++but) {
      for (std::size_t o = 0; o < result.outputs; ++o) {
        const TargetMoments& rows = all[but * result.outputs + o];
        const double value = rows.count > 0 ? encoding(moments_without(group, but, class_of[o]), rows, smooth)
                                            : std::numeric_limits<double>::quiet_NaN();
        (but < folds ? result.fold_encodings : result.encodings).push_back(value);
      }
    }
  }
  return result;
}

void CrossEncode::run(Run& run) {
  const Codes& codes = run.get<Codes>(codes_);
  const double* ids = run.column(row_ids_).data.as<double>();
  Numbers& out = run.make<Numbers>(out_);
  out.resize(codes.size());
  const std::size_t width = folds_.count() * table_.outputs;
  const std::size_t missing = table_.encodings->size() / width - 1;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const std::size_t at = folds_.fold_of(ids[row]) * table_.outputs + table_.output;
    if (codes[row] == kUnseenCode) {
      out[row] = table_.means[at];
      continue;
    }
    const std::size_t code = codes[row] == kMissingCode ? missing : static_cast<std::size_t>(codes[row]);
    out[row] = (*table_.encodings)[code * width + at];
  }
}

}  // namespace millrace
