// Parts a node's rows into its children's, with whoever of a team is idle.
#pragma once

#include <cstdint>

#include "trees/grow/node_rows.h"
#include "trees/grow/partition.h"
#include "trees/grow/team.h"

namespace millrace::trees {

// Nodes of at least so many rows are worth the help of idle threads.
inline constexpr std::int64_t kSharedRows = 16'384;

// Writes the entries that go left, `left_count` of them, to `left` and the others to `right`, each in their order. From
// a worker's piece of work.
void part_node(const NodeRows& rows, const RowSides& sides, std::int64_t left_count, RowEntry* left, RowEntry* right,
               Team& team, int worker, const RunContext& context);

}  // namespace millrace::trees
