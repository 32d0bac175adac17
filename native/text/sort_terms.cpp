#include "text/sort_terms.h"

#include <algorithm>

namespace millrace {

namespace {

// Some milliseconds of sorting.
constexpr std::size_t kRun = 1 << 15;

// The first 16 bytes as two numbers decide nearly every comparison without a look at the term.
struct Item {
  std::uint64_t first;
  std::uint64_t second;
  std::uint32_t id;
};

// Bytes [from, from + 8), the first one highest; zeros behind the end.
std::uint64_t number_of(std::string_view term, std::size_t from) {
  std::uint64_t number = 0;
  for (std::size_t i = from; i < from + 8; ++i) {
    number = number << 8 | (i < term.size() ? static_cast<std::uint8_t>(term[i]) : 0);
  }
  return number;
}

}  // namespace

std::vector<std::uint32_t> sort_terms(const TermTable& terms, const std::vector<std::uint32_t>& ids,
                                      const RunContext& context) {
  std::vector<Item> items(ids.size());
  std::vector<Item> merged(ids.size());
  // Merges grow long, so the comparison itself asks whether to stop.
  const auto before = [&](const Item& a, const Item& b) {
    context.check();
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    return terms.term(a.id) < terms.term(b.id);
  };
  const auto at = [&](std::vector<Item>& list, std::size_t index) {
    return list.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.size()));
  };
  const std::size_t run_count = (ids.size() + kRun - 1) / kRun;
  parallel_for(context, run_count, [&](std::size_t run) {
    const std::size_t end = std::min(ids.size(), (run + 1) * kRun);
    for (std::size_t i = run * kRun; i < end; ++i) {
      const std::string_view term = terms.term(ids[i]);
      items[i] = {number_of(term, 0), number_of(term, 8), ids[i]};
    }
    std::sort(at(items, run * kRun), at(items, end), before);
  });
  for (std::size_t width = kRun; width < items.size(); width *= 2) {
    const std::size_t pair_count = (items.size() + 2 * width - 1) / (2 * width);
    parallel_for(context, pair_count, [&](std::size_t pair) {
      const std::size_t begin = pair * 2 * width;
      std::merge(at(items, begin), at(items, begin + width), at(items, begin + width), at(items, begin + 2 * width),
                 at(merged, begin), before);
    });
    items.swap(merged);
  }
  std::vector<std::uint32_t> order(items.size());
  std::transform(items.begin(), items.end(), order.begin(), [](const Item& item) { return item.id; });
  return order;
}

}  // namespace millrace
