// Sorts terms by their bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "parallel/pool.h"
#include "text/term_table.h"

namespace millrace {

// The given ids, in ascending order of their terms.
std::vector<std::uint32_t> sort_terms(const TermTable& terms, const std::vector<std::uint32_t>& ids,
                                      const RunContext& context);

}  // namespace millrace
