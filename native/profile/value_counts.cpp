#include "profile/value_counts.h"

#include <algorithm>

#include "profile/hash.h"

namespace millrace {

namespace {

// Entries of the summary once values are too many: the table then stays in the processor's second cache.
constexpr std::uint32_t kSummaryEntries = 8192;

std::size_t whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return most;
}

}  // namespace

ValueCounts::ValueCounts(const Options& options) : options_(options), most_(options.capacity), slots_(16) {}

std::size_t ValueCounts::find(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mixed(key) & mask;
  while (slots_[slot] != 0 && keys_[slots_[slot] - 1] != key) slot = (slot + 1) & mask;
  return slot;
}

void ValueCounts::add(std::uint64_t key, std::int64_t count) { count_key(key, count, {}, false); }

void ValueCounts::add_text(std::uint64_t key, std::string_view text, std::int64_t count) {
  count_key(key, count, text, true);
}

void ValueCounts::count_key(std::uint64_t key, std::int64_t count, std::string_view text, bool is_text) {
  const std::size_t slot = find(key);
  if (slots_[slot] != 0) {
    counts_[slots_[slot] - 1] += count;
    return;
  }
  // A key in the table was given to the sketch when it came.
  if (distinct_) distinct_->add(mixed(key));
  append(key, count, text, is_text);
  slots_[slot] = static_cast<std::uint32_t>(keys_.size());
  if (2 * keys_.size() > slots_.size()) reindex(2 * slots_.size());
  if (keys_.size() <= most_) return;
  if (!distinct_) overflow();
  purge(most_ / 2);
}

void ValueCounts::append(std::uint64_t key, std::int64_t count, std::string_view text, bool is_text) {
  keys_.push_back(key);
  counts_.push_back(count);
  if (!is_text) return;
  const std::size_t size = whole_characters(text, options_.text_bytes);
  texts_.push_back({arena_.size(), static_cast<std::uint32_t>(size)});
  arena_.insert(arena_.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
}

void ValueCounts::reindex(std::size_t slot_count) {
  slots_.assign(slot_count, 0);
  for (std::size_t entry = 0; entry < keys_.size(); ++entry) {
    slots_[find(keys_[entry])] = static_cast<std::uint32_t>(entry + 1);
  }
}

void ValueCounts::overflow() {
  distinct_ = std::make_unique<DistinctCount>(options_.precision);
  for (const std::uint64_t key : keys_) distinct_->add(mixed(key));
  most_ = std::min(options_.capacity, kSummaryEntries);
}

// Leaves `most` entries at most, the most frequent ones.
void ValueCounts::purge(std::size_t most) {
  if (keys_.size() <= most) return;
  std::vector<std::int64_t> sorted = counts_;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(sorted.begin(), at, sorted.end(), std::greater<>());
  keep_above(*at);
}

void ValueCounts::keep_above(std::int64_t bound) {
  error_ += bound;
  std::vector<char> arena;
  std::size_t kept = 0;
  for (std::size_t entry = 0; entry < keys_.size(); ++entry) {
    if (counts_[entry] <= bound) continue;
    keys_[kept] = keys_[entry];
    counts_[kept] = counts_[entry] - bound;
    if (has_texts()) {
      const std::string_view held = text(entry);
      texts_[kept] = {arena.size(), static_cast<std::uint32_t>(held.size())};
      arena.insert(arena.end(), held.begin(), held.end());
    }
    ++kept;
  }
  keys_.resize(kept);
  counts_.resize(kept);
  if (has_texts()) texts_.resize(kept);
  arena_ = std::move(arena);
  std::size_t slot_count = slots_.size();
  while (slot_count > 4 * static_cast<std::size_t>(most_)) slot_count /= 2;
  reindex(slot_count);
}

void ValueCounts::merge(const ValueCounts& next) {
  if (next.distinct_ && !distinct_) overflow();
  if (next.distinct_) distinct_->merge(*next.distinct_);
  // Both summaries together first, then one purge: the errors add up, and no more.
  const std::uint32_t held = most_;
  most_ = static_cast<std::uint32_t>(keys_.size() + next.keys_.size() + 1);
  for (std::size_t entry = 0; entry < next.keys_.size(); ++entry) {
    if (next.has_texts()) {
      add_text(next.key(entry), next.text(entry), next.count(entry));
    } else {
      add(next.key(entry), next.count(entry));
    }
  }
  most_ = held;
  error_ += next.error_;
  if (keys_.size() <= most_) return;
  if (!distinct_) overflow();
  purge(most_);
}

}  // namespace millrace
