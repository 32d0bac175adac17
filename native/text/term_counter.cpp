#include "text/term_counter.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "text/sort_terms.h"
#include "text/text_chunks.h"
#include "text/text_scratch.h"

namespace millrace {

namespace {

// Terms between two checks for cancellation.
constexpr std::size_t kCheckTerms = 1 << 13;

// Counts each term of the document with stamp `document`: its terms are ids[begin, count) with counts beside them.
struct DocumentCounts {
  TermTable& terms;
  std::vector<std::uint32_t>& ids;
  std::vector<std::uint32_t>& counts;
  std::uint32_t document = 0;
  std::size_t count = 0;

  void prefetch(std::uint64_t hash) const { terms.prefetch(hash); }
  void consume(const TermKey* keys, std::size_t key_count) {
    if (ids.size() < count + key_count) {
      const std::size_t size = 2 * (count + key_count);
      if (count + key_count > std::numeric_limits<std::uint32_t>::max()) {
        throw Error("BATCH_TOO_LARGE", "a text holds 2^32 different terms or more", "use shorter n-grams");
      }
      ids.resize(size);
      counts.resize(size);
    }
    for (std::size_t i = 0; i < key_count; ++i) {
      TermTable::Entry& entry = terms.find_or_add(keys[i]);
      // Whether a term is new to its document cannot be guessed, so there is no branch on it.
      const bool is_new = entry.document != document;
      const auto end = static_cast<std::uint32_t>(count);
      ids[count] = entry.id;
      counts[count] = 0;
      entry.position = is_new ? end : entry.position;
      entry.document = document;
      entry.document_count += is_new;
      ++counts[entry.position];
      count += is_new;
    }
  }
};

}  // namespace

TermCounter::TermCounter(const WordAnalyzerOptions& options, bool retain, std::uint32_t stamp_limit)
    : TermCounter(std::make_shared<const WordAnalyzer>(options), retain, stamp_limit) {}

std::shared_ptr<TermCounter> TermCounter::fork() const {
  return std::shared_ptr<TermCounter>(new TermCounter(analyzer_, retain_, stamp_limit_));
}

void TermCounter::update(const Column& text, const RunContext& context) {
  const std::vector<std::int64_t> chunks = text_chunks(text);
  const std::size_t chunk_count = chunks.size() - 1;
  const std::size_t lane_count = std::min(chunk_count, static_cast<std::size_t>(std::max(1, context.threads)));
  while (lanes_.size() < lane_count) lanes_.push_back(std::make_unique<Lane>());
  const std::size_t first_segment = segments_.size();
  if (retain_) segments_.resize(first_segment + chunk_count);

  // A lane takes whichever chunk is next. Its ids depend on that, but ids end with the sort in finish.
  std::atomic<std::size_t> next{0};
  parallel_for(context, lane_count, [&](std::size_t lane) {
    for (std::size_t chunk = next.fetch_add(1); chunk < chunk_count; chunk = next.fetch_add(1)) {
      context.check();
      TermSegment* segment = retain_ ? &segments_[first_segment + chunk] : nullptr;
      if (segment) segment->lane = static_cast<std::uint32_t>(lane);
      count_rows(text, chunks[chunk], chunks[chunk + 1], *lanes_[lane], segment, context);
    }
  });
  document_count_ += text.length;
}

void TermCounter::count_rows(const Column& text, std::int64_t begin, std::int64_t end, Lane& lane, TermSegment* segment,
                             const RunContext& context) const {
  const ScratchLoan scratch;
  DocumentCounts found{lane.terms, scratch->ids, scratch->counts};
  for (std::int64_t row = begin; row < end; ++row) {
    if (lane.document == stamp_limit_) renew_stamps(lane);
    found.document = ++lane.document;
    if (text.is_valid(row)) analyze(*analyzer_, text.text(row), context, scratch->analyzer, found);
    if (segment) {
      segment->offsets.push_back(static_cast<std::uint32_t>(found.count));
      continue;
    }
    lane.totals.resize(lane.terms.size());
    for (std::size_t i = 0; i < found.count; ++i) lane.totals[found.ids[i]] += found.counts[i];
    found.count = 0;
  }
  if (!segment) return;
  const auto used = static_cast<std::ptrdiff_t>(found.count);
  segment->ids.assign(found.ids.begin(), found.ids.begin() + used);
  segment->counts.assign(found.counts.begin(), found.counts.begin() + used);
}

void TermCounter::renew_stamps(Lane& lane) {
  lane.earlier_counts.resize(lane.terms.size());
  lane.terms.for_each([&](TermTable::Entry& entry) {
    lane.earlier_counts[entry.id] += entry.document_count;
    entry.document = 0;
    entry.document_count = 0;
  });
  lane.document = 0;
}

void TermCounter::merge(TermCounter&& other) {
  const auto first_lane = static_cast<std::uint32_t>(lanes_.size());
  std::move(other.lanes_.begin(), other.lanes_.end(), std::back_inserter(lanes_));
  segments_.reserve(segments_.size() + other.segments_.size());
  for (TermSegment& segment : other.segments_) {
    segment.lane += first_lane;
    segments_.push_back(std::move(segment));
  }
  document_count_ += other.document_count_;
  other.lanes_.clear();
  other.segments_.clear();
  other.document_count_ = 0;
}

struct TermCounter::Union {
  TermTable terms;
  std::vector<std::int64_t> document_frequencies;  // by id
  std::vector<std::vector<std::uint32_t>> id_of;   // [lane][the lane's id]
};

TermCounter::Union TermCounter::unite(const RunContext& context) {
  Union all;
  for (const std::unique_ptr<Lane>& lane : lanes_) {
    std::vector<std::uint32_t> id_of(lane->terms.size());
    const bool is_first = all.terms.size() == 0;
    if (is_first) {
      std::iota(id_of.begin(), id_of.end(), 0u);
    } else {
      all.terms.add_all(
          id_of.size(), context, [&](std::size_t id) { return lane->terms.term(id); },
          [&](std::size_t id, std::uint32_t united) { id_of[id] = united; });
    }
    std::size_t visited = 0;
    std::vector<std::int64_t> own_counts(std::move(lane->earlier_counts));
    own_counts.resize(lane->terms.size());
    lane->terms.for_each([&](const TermTable::Entry& entry) {
      if (++visited % kCheckTerms == 0) context.check();
      own_counts[entry.id] += entry.document_count;
    });
    if (is_first) all.terms = std::move(lane->terms);
    lane->terms = TermTable();
    all.document_frequencies.resize(all.terms.size());
    for (std::size_t id = 0; id < id_of.size(); ++id) all.document_frequencies[id_of[id]] += own_counts[id];
    all.id_of.push_back(std::move(id_of));
  }
  return all;
}

std::vector<std::int64_t> TermCounter::total_counts(const Union& all, const RunContext& context) const {
  std::vector<std::int64_t> totals(all.terms.size());
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    context.check();
    const std::vector<std::int64_t>& own = lanes_[lane]->totals;
    for (std::size_t id = 0; id < own.size(); ++id) totals[all.id_of[lane][id]] += own[id];
  }
  for (const TermSegment& segment : segments_) {
    context.check();
    const std::vector<std::uint32_t>& id_of = all.id_of[segment.lane];
    for (std::size_t i = 0; i < segment.ids.size(); ++i) totals[id_of[segment.ids[i]]] += segment.counts[i];
  }
  return totals;
}

TermCounts TermCounter::finish(double min_df_count, double max_df_count, std::int64_t max_features,
                               const RunContext& context, bool by_documents) {
  Union all = unite(context);
  std::vector<std::uint32_t> kept;
  for (std::size_t id = 0; id < all.terms.size(); ++id) {
    const auto frequency = static_cast<double>(all.document_frequencies[id]);
    if (frequency >= min_df_count && frequency <= max_df_count) kept.push_back(static_cast<std::uint32_t>(id));
  }
  std::vector<std::uint32_t> order = sort_terms(all.terms, kept, context);

  if (max_features > 0 && order.size() > static_cast<std::size_t>(max_features)) {
    const std::vector<std::int64_t> totals = by_documents ? all.document_frequencies : total_counts(all, context);
    std::vector<std::size_t> places(order.size());
    for (std::size_t place = 0; place < places.size(); ++place) places[place] = place;
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(max_features);
    std::nth_element(places.begin(), end, places.end(), [&](std::size_t a, std::size_t b) {
      context.check();
      const std::int64_t total_a = totals[order[a]];
      const std::int64_t total_b = totals[order[b]];
      return total_a > total_b || (total_a == total_b && a < b);
    });
    std::sort(places.begin(), end);
    std::vector<std::uint32_t> highest;
    std::transform(places.begin(), end, std::back_inserter(highest), [&](std::size_t place) { return order[place]; });
    order = std::move(highest);
  }

  TermCounts result;
  result.vocabulary = std::make_shared<const Vocabulary>(all.terms, order, context);
  result.document_count = document_count_;
  result.document_frequencies.reserve(order.size());
  std::vector<std::uint32_t> column_of(all.terms.size(), kNoColumn);
  for (std::size_t column = 0; column < order.size(); ++column) {
    result.document_frequencies.push_back(all.document_frequencies[order[column]]);
    column_of[order[column]] = static_cast<std::uint32_t>(column);
  }
  for (std::vector<std::uint32_t>& id_of : all.id_of) {
    for (std::uint32_t& id : id_of) id = column_of[id];
  }
  if (retain_) result.counts = cut_blocks(segments_, all.id_of, order.size(), context);
  lanes_.clear();
  segments_.clear();
  document_count_ = 0;
  return result;
}

}  // namespace millrace
