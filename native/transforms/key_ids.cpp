#include "transforms/key_ids.h"

#include <algorithm>
#include <numeric>

#include "text/term_key.h"

namespace millrace {

namespace {

std::uint64_t pair_of(std::uint32_t left, std::uint32_t right) { return std::uint64_t{left} << 32 | right; }
std::uint32_t left_of(std::uint64_t pair) { return static_cast<std::uint32_t>(pair >> 32); }
std::uint32_t right_of(std::uint64_t pair) { return static_cast<std::uint32_t>(pair); }

std::vector<std::int32_t> inverse(const std::vector<std::int32_t>& ids) {
  std::vector<std::int32_t> codes(ids.size());
  for (std::size_t code = 0; code < ids.size(); ++code) {
    codes[static_cast<std::size_t>(ids[code])] = static_cast<std::int32_t>(code);
  }
  return codes;
}

}  // namespace

std::size_t PairIds::slot_of(std::uint64_t pair) const {
  const std::size_t mask = slots_.size() - 1;
  const HashSeed& seed = hash_seed();
  std::size_t at = fold_product(pair ^ seed.low, seed.high | 1) & mask;
  while (slots_[at] >= 0 && pairs_[static_cast<std::size_t>(slots_[at])] != pair) at = (at + 1) & mask;
  return at;
}

std::int32_t PairIds::find_or_add(std::uint32_t left, std::uint32_t right, bool* added) {
  const std::uint64_t pair = pair_of(left, right);
  const std::size_t at = slot_of(pair);
  if (added) *added = slots_[at] < 0;
  if (slots_[at] >= 0) return slots_[at];
  if (pairs_.size() == std::size_t{1} << 30) {
    throw Error("MEMORY_EXHAUSTED", "the keys have more than 1,073,741,824 combinations", "use a key of fewer values");
  }
  const auto id = static_cast<std::int32_t>(pairs_.size());
  slots_[at] = id;
  pairs_.push_back(pair);
  if (2 * pairs_.size() > slots_.size()) {
    slots_.assign(2 * slots_.size(), -1);
    for (std::size_t i = 0; i < pairs_.size(); ++i) slots_[slot_of(pairs_[i])] = static_cast<std::int32_t>(i);
  }
  return id;
}

KeyIds::KeyIds(const std::vector<std::string>& names) : pairs_(names.size() - 1) {
  for (const std::string& name : names) values_.emplace_back(name);
}

void KeyIds::number(const std::vector<const Column*>& columns, std::int32_t* ids) {
  const auto count = static_cast<std::size_t>(columns.front()->length);
  values_.front().number(*columns.front(), ids);
  scratch_.resize(count);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    values_[i].number(*columns[i], scratch_.data());
    for (std::size_t row = 0; row < count; ++row) {
      ids[row] = ids[row] < 0 || scratch_[row] < 0
                     ? kMissingCode
                     : pairs_[i - 1].find_or_add(static_cast<std::uint32_t>(ids[row]),
                                                 static_cast<std::uint32_t>(scratch_[row]));
    }
  }
}

std::vector<std::int32_t> KeyIds::merge(const KeyIds& next) {
  std::vector<std::int32_t> keys = values_.front().merge(next.values_.front());
  for (std::size_t i = 1; i < values_.size(); ++i) {
    const std::vector<std::int32_t> values = values_[i].merge(next.values_[i]);
    std::vector<std::int32_t> merged;
    for (const std::uint64_t pair : next.pairs_[i - 1].pairs()) {
      merged.push_back(pairs_[i - 1].find_or_add(static_cast<std::uint32_t>(keys[left_of(pair)]),
                                                 static_cast<std::uint32_t>(values[right_of(pair)])));
    }
    keys = std::move(merged);
  }
  return keys;
}

KeyIds::Sorted KeyIds::sorted() const {
  Sorted out;
  ValueIds::Sorted first = values_.front().sorted();
  out.categories.push_back(first.categories);
  out.ids = std::move(first.ids);
  for (std::size_t i = 1; i < values_.size(); ++i) {
    const ValueIds::Sorted values = values_[i].sorted();
    out.categories.push_back(values.categories);
    const std::vector<std::int32_t> left = inverse(out.ids), right = inverse(values.ids);
    PairCodeList coded;  // by id
    for (const std::uint64_t pair : pairs_[i - 1].pairs()) {
      coded.push_back(
          pair_of(static_cast<std::uint32_t>(left[left_of(pair)]), static_cast<std::uint32_t>(right[right_of(pair)])));
    }
    out.ids.resize(coded.size());
    std::iota(out.ids.begin(), out.ids.end(), 0);
    std::sort(out.ids.begin(), out.ids.end(), [&coded](std::int32_t a, std::int32_t b) {
      return coded[static_cast<std::size_t>(a)] < coded[static_cast<std::size_t>(b)];
    });
    std::sort(coded.begin(), coded.end());
    out.pairs.push_back(std::move(coded));
  }
  return out;
}

void CodesOfPairs::run(Run& run) {
  const Codes& left = run.get<Codes>(left_);
  const Codes& right = run.get<Codes>(right_);
  Codes& out = run.make<Codes>(out_);
  out.resize(left.size());
  for (std::size_t row = 0; row < left.size(); ++row) {
    if (left[row] == kMissingCode || right[row] == kMissingCode) {
      out[row] = kMissingCode;
      continue;
    }
    out[row] = kUnseenCode;
    if (left[row] < 0 || right[row] < 0) continue;
    const std::uint64_t pair = pair_of(static_cast<std::uint32_t>(left[row]), static_cast<std::uint32_t>(right[row]));
    const auto found = std::lower_bound(pairs_->begin(), pairs_->end(), pair);
    if (found != pairs_->end() && *found == pair) out[row] = static_cast<std::int32_t>(found - pairs_->begin());
  }
}

}  // namespace millrace
