// Tells binned rows apart: by what every row's bins are and what the bins stand for.
#pragma once

#include <cstdint>
#include <string>

#include "parallel/pool.h"
#include "trees/bins/binned_matrix.h"

namespace millrace::trees {

// 128 bits as 32 hexadecimal digits: equal for equal rows in equal bins on every machine, whatever the threads. Guards
// against mistakes, not against malice.
std::string fingerprint(const BinnedMatrix& matrix, const RunContext& context);

}  // namespace millrace::trees
