#include "reduction/nearest_rows.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace millrace {

std::vector<std::uint32_t> nearest_rows(const MixedRows& rows, std::size_t count, const RunContext& context) {
  const std::size_t n = rows.rows;
  if (n == 0) return {};
  if (count >= n) throw Error("INTERNAL", "more neighbours than other rows");
  const std::size_t number_count = rows.numbers.size() / n, code_count = rows.codes.size() / n;
  std::vector<std::uint32_t> nearest(n * count);
  constexpr std::size_t kBlock = 32;  // rows that meet a stretch of the others while it is in the cache
  constexpr std::size_t kStretch = 1024;
  parallel_for(context, (n + kBlock - 1) / kBlock, [&](std::size_t block) {
    using Neighbor = std::pair<double, std::uint32_t>;
    const std::size_t begin = block * kBlock, end = std::min(n, begin + kBlock);
    std::vector<std::vector<Neighbor>> best(end - begin);  // heaps, the furthest on top
    for (std::size_t from = 0; from < n; from += kStretch) {
      const std::size_t to = std::min(n, from + kStretch);
      for (std::size_t row = begin; row < end; ++row) {
        std::vector<Neighbor>& heap = best[row - begin];
        const double* own = rows.numbers.data() + row * number_count;
        const std::int32_t* own_codes = rows.codes.data() + row * code_count;
        for (std::size_t other = from; other < to; ++other) {
          if (other == row) continue;
          const double* numbers = rows.numbers.data() + other * number_count;
          const std::int32_t* codes = rows.codes.data() + other * code_count;
          double distance = 0;
          for (std::size_t i = 0; i < number_count; ++i) {
            const double apart = own[i] - numbers[i];
            distance += apart * apart;
          }
          for (std::size_t i = 0; i < code_count; ++i) distance += own_codes[i] == codes[i] ? 0.0 : rows.mismatch;
          const Neighbor found{distance, static_cast<std::uint32_t>(other)};
          if (heap.size() < count) {
            heap.push_back(found);
            std::push_heap(heap.begin(), heap.end());
          } else if (found < heap.front()) {
            std::pop_heap(heap.begin(), heap.end());
            heap.back() = found;
            std::push_heap(heap.begin(), heap.end());
          }
        }
      }
      context.check();
    }
    for (std::size_t row = begin; row < end; ++row) {
      std::vector<Neighbor>& heap = best[row - begin];
      std::sort_heap(heap.begin(), heap.end());
      for (std::size_t i = 0; i < count; ++i) nearest[row * count + i] = heap[i].second;
    }
  });
  return nearest;
}

}  // namespace millrace
