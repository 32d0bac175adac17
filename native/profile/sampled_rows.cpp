#include "profile/sampled_rows.h"

#include <algorithm>

#include "profile/hash.h"

namespace millrace {

namespace {

// Another start than the tables' hashes have, so that a sample by ids is no sample by values.
std::uint64_t hash_of_id(double id) { return mixed(static_cast<std::uint64_t>(id) + 0x9e3779b97f4a7c15); }

}  // namespace

std::vector<std::uint32_t> SampledRows::take(const double* row_ids, std::size_t count) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint64_t hash = hash_of_id(row_ids[row]);
    if (hash > bound_) continue;
    rows.push_back(static_cast<std::uint32_t>(row));
    hashes_.push_back(hash);
    ids_.push_back(row_ids[row]);
  }
  return rows;
}

std::vector<std::uint32_t> SampledRows::thin() {
  std::vector<std::uint64_t> sorted = hashes_;
  const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(capacity_ - 1);
  std::nth_element(sorted.begin(), last, sorted.end());
  bound_ = *last;
  std::vector<std::uint32_t> keep;
  for (std::size_t at = 0; at < hashes_.size(); ++at) {
    if (hashes_[at] > bound_) continue;
    hashes_[keep.size()] = hashes_[at];
    ids_[keep.size()] = ids_[at];
    keep.push_back(static_cast<std::uint32_t>(at));
  }
  hashes_.resize(keep.size());
  ids_.resize(keep.size());
  return keep;
}

void SampledRows::append(const SampledRows& next) {
  hashes_.insert(hashes_.end(), next.hashes_.begin(), next.hashes_.end());
  ids_.insert(ids_.end(), next.ids_.begin(), next.ids_.end());
  bound_ = std::min(bound_, next.bound_);
}

std::vector<std::uint32_t> SampledRows::order() const {
  std::vector<std::uint32_t> places(hashes_.size());
  for (std::size_t at = 0; at < places.size(); ++at) places[at] = static_cast<std::uint32_t>(at);
  if (places.size() > capacity_) {
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(capacity_);
    std::nth_element(places.begin(), end, places.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return hashes_[a] < hashes_[b]; });
    places.resize(capacity_);
  }
  std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) { return ids_[a] < ids_[b]; });
  return places;
}

}  // namespace millrace
