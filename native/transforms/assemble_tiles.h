// The quick way to assemble: a few rows at a time, all their columns, on any thread. It stops at the first value that
// needs a word said about it.
#pragma once

#include <cstdint>

#include "transforms/assemble.h"

namespace millrace {

// Writes rows [begin, end) to base[rows][stride], which is zero. False when a value is missing or can't be held.
bool fill_tile(const Assembly& assembly, const Run& run, std::int64_t begin, std::int64_t end, float* base,
               std::int32_t stride);

// Appends rows [begin, end) to a block. False as above, and then nothing is appended.
bool fill_tile(const Assembly& assembly, const Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block);

// The value of a column of numbers as float64, NaN where missing.
double number_at(const Column& column, std::int64_t row);

}  // namespace millrace
