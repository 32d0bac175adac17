#include "trees/grow/part_node.h"

#include <algorithm>
#include <atomic>
#include <deque>

namespace millrace::trees {

namespace {

// Rows that a thread takes at a time.
constexpr std::int64_t kPieceRows = 4096;

// A stretch of a node's rows and where its sides go. How many go left is known beforehand, so two threads part it from
// both its ends without counting first: what the one takes from the front fills both sides from their beginnings, what
// the other takes from the back fills them from their ends, until they meet.
//
//   rows   [front → …… ← back]
//   left   [front → … ← back]    right   [front → … ← back]
struct PartedStretch {
  NodeRows rows;
  RowEntry *left, *left_end, *right, *right_end;
  std::atomic<std::int64_t> taken{0};  // pieces, from either end

  void part_from_front(const RowSides& sides, const RunContext& context);
  void part_from_back(const RowSides& sides, const RunContext& context);

 private:
  NodeRows piece(std::int64_t index) const;
  std::int64_t piece_count() const;
};

std::int64_t PartedStretch::piece_count() const { return (rows.count + kPieceRows - 1) / kPieceRows; }

NodeRows PartedStretch::piece(std::int64_t index) const {
  const std::int64_t begin = index * kPieceRows;
  return rows.part(begin, std::min(kPieceRows, rows.count - begin));
}

void PartedStretch::part_from_front(const RowSides& sides, const RunContext& context) {
  RowEntry *to_left = left, *to_right = right;
  for (std::int64_t index = 0; taken.fetch_add(1, std::memory_order_relaxed) < piece_count(); ++index) {
    context.check();
    const NodeRows from = piece(index);
    const std::int64_t lefts = sides.part(from, to_left, to_right);
    to_left += lefts;
    to_right += from.count - lefts;
  }
}

void PartedStretch::part_from_back(const RowSides& sides, const RunContext& context) {
  RowEntry *to_left = left_end, *to_right = right_end;
  for (std::int64_t index = piece_count(); taken.fetch_add(1, std::memory_order_relaxed) < piece_count();) {
    context.check();
    const NodeRows from = piece(--index);
    const std::int64_t lefts = sides.part_from_back(from, to_left, to_right);
    to_left -= lefts;
    to_right -= from.count - lefts;
  }
}

}  // namespace

void part_node(const NodeRows& rows, const RowSides& sides, std::int64_t left_count, RowEntry* left, RowEntry* right,
               Team& team, int worker, const RunContext& context) {
  const bool is_shared = team.threads() > 1 && rows.count >= kSharedRows;
  // Every two threads share a stretch, of which they take an end each.
  const std::int64_t stretches = is_shared ? std::max(1, team.threads() / 2) : 1;
  const auto begin_of = [&](std::int64_t stretch) { return rows.count * stretch / stretches; };
  // The last stretch's is what the others leave.
  std::vector<std::int64_t> lefts(static_cast<std::size_t>(stretches), left_count);
  team.loop(lefts.size() - 1, worker, [&](std::size_t at, int) {
    const auto stretch = static_cast<std::int64_t>(at);
    lefts[at] = sides.count_left(rows.part(begin_of(stretch), begin_of(stretch + 1) - begin_of(stretch)));
  });
  for (std::size_t at = 0; at + 1 < lefts.size(); ++at) lefts.back() -= lefts[at];

  std::deque<PartedStretch> parted;
  for (std::int64_t stretch = 0; stretch < stretches; ++stretch) {
    const std::int64_t begin = begin_of(stretch), count = begin_of(stretch + 1) - begin;
    const std::int64_t to_left = lefts[static_cast<std::size_t>(stretch)];
    PartedStretch& at = parted.emplace_back();
    at.rows = rows.part(begin, count);
    at.left = left;
    at.left_end = left += to_left;
    at.right = right;
    at.right_end = right += count - to_left;
  }
  if (!is_shared) {
    parted.front().part_from_front(sides, context);
    return;
  }
  team.loop(2 * parted.size(), worker, [&](std::size_t end, int) {
    PartedStretch& at = parted[end / 2];
    if (end % 2 == 0) {
      at.part_from_front(sides, context);
    } else {
      at.part_from_back(sides, context);
    }
  });
}

}  // namespace millrace::trees
