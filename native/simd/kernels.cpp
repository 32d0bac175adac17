// Compiled once per instruction set, with MILLRACE_ISA its name and the set's flags. Everything here stays in that
// set's namespace: a template or inline function shared with other objects could be merged into the baseline by the
// linker and die there with an illegal instruction. So: no std headers but <cstddef> and <cstdint>, static functions.
#include "simd/kernels.h"

#include "core/math.h"

namespace millrace::MILLRACE_ISA {

// What the bodies share comes first.
// clang-format off
#include "simd/lanes.h"
#include "simd/logistic_rows.h"

#include "kernels/linear_scores_dense/body.h"
#include "kernels/logistic_gradient_dense/body.h"
// clang-format on

#define MILLRACE_TEXT_OF(name) #name
#define MILLRACE_TEXT(name) MILLRACE_TEXT_OF(name)

extern const KernelTable table;
const KernelTable table = {
    .isa = MILLRACE_TEXT(MILLRACE_ISA),
    .linear_scores_dense = linear_scores_dense,
    .logistic_gradient_dense = logistic_gradient_dense,
};

}  // namespace millrace::MILLRACE_ISA
