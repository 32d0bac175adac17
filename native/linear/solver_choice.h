// Which solver "auto" is, and the check of options that the fits share.
#pragma once

#include <initializer_list>
#include <string>

#include "linear/design.h"

namespace millrace {

// Whether forming and factoring the Hessian of `outputs` outputs costs less than products with it would: a rule of the
// matrix's shape and stored values alone.
bool prefers_cholesky(const Design& design, std::int32_t outputs);

// Throws Error(OPTION_INVALID) unless solver is one of `known`, max_iter and tol are at least 0 and learning_rate is
// positive and finite.
void check_options(const std::string& solver, std::initializer_list<const char*> known, int max_iter, double tol,
                   double learning_rate);

}  // namespace millrace
