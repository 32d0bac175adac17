#include "transforms/key_aggregates.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

std::size_t place(std::int32_t key) { return static_cast<std::size_t>(key); }

// Counts of rows or of numbers or texts, and what sums tell.
class Sums : public KeyAggregate {
 public:
  explicit Sums(KeyStatistic what) : what_(what) {}
  void add(const KeyedRows& rows) override {
    sums_.resize(rows.key_count);
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (rows.keys[row] < 0) continue;
      double value = rows.numbers ? rows.numbers[row] : 0.0;
      if (rows.texts && !rows.texts->is_valid(static_cast<std::int64_t>(row))) value = kMissing;
      if (std::isnan(value)) continue;
      if (what_ == KeyStatistic::count) {
        ++sums_[place(rows.keys[row])].count;
      } else {
        sums_[place(rows.keys[row])].add(value);
      }
    }
  }
  std::unique_ptr<KeyAggregate> fork() const override { return std::make_unique<Sums>(what_); }
  void merge(KeyAggregate& next, const std::vector<std::int32_t>& keys, std::size_t key_count) override {
    sums_.resize(key_count);
    const auto& other = static_cast<Sums&>(next).sums_;
    for (std::size_t key = 0; key < other.size(); ++key) sums_[place(keys[key])].add(other[key]);
  }
  KeyAggregateResult finish(const std::vector<std::int32_t>& ids) override {
    sums_.resize(ids.size());
    auto sums = std::make_shared<KeySums>();
    KeyAggregateResult result;
    for (const std::int32_t id : ids) {
      sums->of_key.push_back(sums_[place(id)]);
      result.numbers.push_back(sums_[place(id)].statistic(what_));
    }
    result.sums = std::move(sums);
    return result;
  }

 private:
  KeyStatistic what_;
  std::vector<KeySums::Sums> sums_;
};

class Extremes : public KeyAggregate {
 public:
  explicit Extremes(bool greatest) : greatest_(greatest) {}
  void add(const KeyedRows& rows) override {
    values_.resize(rows.key_count, kMissing);
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (rows.keys[row] >= 0) take(place(rows.keys[row]), rows.numbers[row]);
    }
  }
  std::unique_ptr<KeyAggregate> fork() const override { return std::make_unique<Extremes>(greatest_); }
  void merge(KeyAggregate& next, const std::vector<std::int32_t>& keys, std::size_t key_count) override {
    values_.resize(key_count, kMissing);
    const auto& other = static_cast<Extremes&>(next).values_;
    for (std::size_t key = 0; key < other.size(); ++key) take(place(keys[key]), other[key]);
  }
  KeyAggregateResult finish(const std::vector<std::int32_t>& ids) override {
    values_.resize(ids.size(), kMissing);
    KeyAggregateResult result;
    for (const std::int32_t id : ids) result.numbers.push_back(values_[place(id)]);
    return result;
  }

 private:
  void take(std::size_t key, double value) {
    double& best = values_[key];
    if (std::isnan(value)) return;
    if (std::isnan(best) || (greatest_ ? value > best : value < best)) best = value + 0.0;  // one zero of the two
  }

  bool greatest_;
  std::vector<double> values_;
};

// The value of the first or the last row that has one.
class Edge : public KeyAggregate {
 public:
  Edge(bool last, bool is_text, std::string column) : last_(last), is_text_(is_text), texts_(std::move(column)) {}
  void add(const KeyedRows& rows) override {
    values_.resize(rows.key_count);
    if (is_text_) {
      ids_.resize(rows.count);
      texts_.number(*rows.texts, ids_.data());
    }
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (rows.keys[row] < 0) continue;
      const double value = !is_text_ ? rows.numbers[row] : ids_[row] < 0 ? kMissing : static_cast<double>(ids_[row]);
      const double order = std::isnan(rows.order[row]) ? -std::numeric_limits<double>::infinity() : rows.order[row];
      take(values_[place(rows.keys[row])], {value, order, rows.row_ids[row]});
    }
  }
  std::unique_ptr<KeyAggregate> fork() const override { return std::make_unique<Edge>(last_, is_text_, texts_.name()); }
  void merge(KeyAggregate& next, const std::vector<std::int32_t>& keys, std::size_t key_count) override {
    values_.resize(key_count);
    auto& other = static_cast<Edge&>(next);
    const std::vector<std::int32_t> texts = texts_.merge(other.texts_);
    for (std::size_t key = 0; key < other.values_.size(); ++key) {
      Value value = other.values_[key];
      if (is_text_ && !std::isnan(value.value)) value.value = texts[static_cast<std::size_t>(value.value)];
      take(values_[place(keys[key])], value);
    }
  }
  KeyAggregateResult finish(const std::vector<std::int32_t>& ids) override {
    values_.resize(ids.size());
    KeyAggregateResult result;
    for (const std::int32_t id : ids) result.numbers.push_back(values_[place(id)].value);
    if (!is_text_) return result;
    const ValueIds::Sorted sorted = texts_.sorted();
    std::vector<double> codes(sorted.ids.size());
    for (std::size_t code = 0; code < codes.size(); ++code) codes[place(sorted.ids[code])] = static_cast<double>(code);
    for (double& value : result.numbers) value = std::isnan(value) ? -1.0 : codes[static_cast<std::size_t>(value)];
    result.texts = sorted.categories;
    return result;
  }

 private:
  struct Value {
    double value = kMissing, order = 0, row_id = 0;
  };
  void take(Value& best, const Value& value) const {
    if (std::isnan(value.value)) return;
    const bool before = value.order < best.order || (value.order == best.order && value.row_id < best.row_id);
    if (std::isnan(best.value) || before != last_) best = value;
  }

  bool last_, is_text_;
  ValueIds texts_;
  std::vector<std::int32_t> ids_;
  std::vector<Value> values_;
};

// How many different values there are.
class Distinct : public KeyAggregate {
 public:
  Distinct(bool is_text, std::string column) : is_text_(is_text), texts_(std::move(column)) {}
  void add(const KeyedRows& rows) override {
    counts_.resize(rows.key_count);
    ids_.resize(rows.count);
    if (is_text_) texts_.number(*rows.texts, ids_.data());
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (rows.keys[row] < 0) continue;
      if (!is_text_) ids_[row] = std::isnan(rows.numbers[row]) ? kMissingCode : numbers_.find_or_add(rows.numbers[row]);
      if (ids_[row] >= 0) take(place(rows.keys[row]), ids_[row]);
    }
  }
  std::unique_ptr<KeyAggregate> fork() const override { return std::make_unique<Distinct>(is_text_, texts_.name()); }
  void merge(KeyAggregate& next, const std::vector<std::int32_t>& keys, std::size_t key_count) override {
    counts_.resize(key_count);
    auto& other = static_cast<Distinct&>(next);
    std::vector<std::int32_t> values = texts_.merge(other.texts_);
    for (const double number : other.numbers_.numbers()) values.push_back(numbers_.find_or_add(number));
    for (const std::uint64_t pair : other.pairs_.pairs()) {
      take(place(keys[pair >> 32]), values[static_cast<std::uint32_t>(pair)]);
    }
  }
  KeyAggregateResult finish(const std::vector<std::int32_t>& ids) override {
    counts_.resize(ids.size());
    KeyAggregateResult result;
    for (const std::int32_t id : ids) result.numbers.push_back(static_cast<double>(counts_[place(id)]));
    return result;
  }

 private:
  void take(std::size_t key, std::int32_t value) {
    bool added = false;
    pairs_.find_or_add(static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(value), &added);
    counts_[key] += added;
  }

  bool is_text_;
  ValueIds texts_;
  NumberIds numbers_;
  std::vector<std::int32_t> ids_;
  PairIds pairs_;  // of key and value
  std::vector<std::int64_t> counts_;
};

}  // namespace

std::unique_ptr<KeyAggregate> make_key_aggregate(const std::string& statistic, bool is_text,
                                                 const std::string& column) {
  if (statistic == "count") return std::make_unique<Sums>(KeyStatistic::count);
  if (statistic == "distinct") return std::make_unique<Distinct>(is_text, column);
  if (statistic == "first" || statistic == "last") return std::make_unique<Edge>(statistic == "last", is_text, column);
  if (is_text) throw Error("INTERNAL", "texts have no " + statistic);
  if (statistic == "min" || statistic == "max") return std::make_unique<Extremes>(statistic == "max");
  if (statistic == "sum") return std::make_unique<Sums>(KeyStatistic::sum);
  if (statistic == "mean") return std::make_unique<Sums>(KeyStatistic::mean);
  if (statistic == "std") return std::make_unique<Sums>(KeyStatistic::std);
  throw Error("INTERNAL", "no statistic '" + statistic + "'");
}

KeyAggregates::KeyAggregates(std::vector<std::string> key, const std::vector<Spec>& specs)
    : names_(std::move(key)), keys_(names_) {
  for (const auto& [statistic, column, is_text] : specs) {
    aggregates_.push_back(make_key_aggregate(statistic, is_text, column));
  }
}

KeyAggregates::KeyAggregates(std::vector<std::string> key, std::vector<std::unique_ptr<KeyAggregate>> aggregates)
    : names_(std::move(key)), keys_(names_), aggregates_(std::move(aggregates)) {}

void KeyAggregates::update(const Batch& batch) {
  ids_.resize(batch.count);
  keys_.number(batch.key, ids_.data());
  if (!batch.order) no_order_.resize(std::max(no_order_.size(), batch.count));
  const double* order = batch.order ? batch.order : no_order_.data();
  for (std::size_t i = 0; i < aggregates_.size(); ++i) {
    aggregates_[i]->add(
        {keys_.size(), ids_.data(), batch.count, batch.numbers[i], batch.texts[i], order, batch.row_ids});
  }
}

std::shared_ptr<KeyAggregates> KeyAggregates::fork() const {
  std::vector<std::unique_ptr<KeyAggregate>> aggregates;
  for (const auto& one : aggregates_) aggregates.push_back(one->fork());
  return std::make_shared<KeyAggregates>(names_, std::move(aggregates));
}

void KeyAggregates::merge(KeyAggregates& next) {
  const std::vector<std::int32_t> keys = keys_.merge(next.keys_);
  for (std::size_t i = 0; i < aggregates_.size(); ++i) aggregates_[i]->merge(*next.aggregates_[i], keys, keys_.size());
}

KeyAggregates::Result KeyAggregates::finish() {
  Result result{keys_.sorted(), {}};
  for (const auto& one : aggregates_) result.aggregates.push_back(one->finish(result.key.ids));
  return result;
}

void KeyAggregatesFold::run(Run& run) {
  KeyAggregates::Batch batch;
  batch.count = static_cast<std::size_t>(run.row_count);
  for (const Slot slot : inputs.key) batch.key.push_back(&run.column(slot));
  for (std::size_t i = 0; i < inputs.values.size(); ++i) {
    const Slot slot = inputs.values[i];
    batch.texts.push_back(slot >= 0 && inputs.are_texts[i] ? &run.column(slot) : nullptr);
    batch.numbers.push_back(slot >= 0 && !inputs.are_texts[i] ? run.get<Numbers>(slot).data() : nullptr);
  }
  batch.order = inputs.order < 0 ? nullptr : run.get<Numbers>(inputs.order).data();
  batch.row_ids = run.column(inputs.row_ids).data.as<double>();
  state->update(batch);
}

}  // namespace millrace
