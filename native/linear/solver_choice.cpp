#include "linear/solver_choice.h"

#include <cmath>

#include "core/error.h"

namespace millrace {

bool prefers_cholesky(const Design& design, std::int32_t outputs) {
  constexpr double kMaxSize = 2048;
  // Products a Newton step takes by conjugate gradients, and what a flop of a sparse product costs more than a dense
  // one's.
  constexpr double kProducts = 20;
  constexpr double kIndirection = 4;
  const double size = static_cast<double>(outputs) * design.width;
  if (size > kMaxSize) return false;
  const double rows = static_cast<double>(design.matrix.row_count);
  const double stored = static_cast<double>(design.matrix.value_count());
  const double per_row = stored / rows;
  const double indirection = design.matrix.sparse ? kIndirection : 1;
  const double pairs = 0.5 * outputs * (outputs + 1);
  const double forming = indirection * pairs * stored * (per_row + 1) / 2 + size * size * size / 3;
  const double products = kProducts * 2 * indirection * outputs * stored;
  // Conjugate gradients take more steps on ill-conditioned data, Cholesky does not: it is preferred up to a few times
  // the cost.
  return forming <= 4 * products || size <= 256;
}

void check_options(const std::string& solver, std::initializer_list<const char*> known, int max_iter, double tol,
                   double learning_rate) {
  std::string names;
  bool found = false;
  for (const char* name : known) {
    found = found || solver == name;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  if (!found) throw Error("OPTION_INVALID", "There is no solver '" + solver + "'", "use one of " + names);
  if (max_iter < 0) throw Error("OPTION_INVALID", "max_iter is negative", "give at least 0 iterations");
  if (!(tol >= 0)) throw Error("OPTION_INVALID", "tol is negative or not a number", "give a tolerance of at least 0");
  if (!(learning_rate > 0) || std::isinf(learning_rate)) {
    throw Error("OPTION_INVALID", "learning_rate is not a positive number", "give a learning rate above 0");
  }
}

}  // namespace millrace
