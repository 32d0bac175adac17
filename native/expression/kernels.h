// The operations that have a native form, one family a file. Each equals its TypeScript kernel bit for bit.
#pragma once

#include <string>

#include "core/registry.h"
#include "expression/values.h"

namespace millrace::expression {

using Kernel = Vector (*)(const Call& call);
using Kernels = Registry<Kernel>;

void add_arithmetic(Kernels& kernels);
void add_comparisons(Kernels& kernels);
void add_logic(Kernels& kernels);
void add_calendar(Kernels& kernels);
void add_text(Kernels& kernels);

// nullptr where the operation has no native form for these operands.
Kernel kernel_of(const std::string& operation);

}  // namespace millrace::expression
