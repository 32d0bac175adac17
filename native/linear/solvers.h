// Minimisers of an objective. Each starts at `parameters`, ends at the best point it found and returns whether it
// converged; each records the start as step 0 and every update after it.
#pragma once

#include <functional>

#include "linear/objective.h"
#include "parallel/pool.h"

namespace millrace {

using RecordStep = std::function<void(int step, double loss, double gradient_norm)>;

struct Limits {
  int max_iter;
  double tol;  // of the gradient's greatest absolute value
};

// Newton's method with a line search; the Hessian is formed and factored at every step.
bool newton_cholesky(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
                     const RecordStep& record);

// Newton's method with a line search; the system is solved to a falling tolerance by preconditioned conjugate
// gradients (Nocedal and Wright, Numerical Optimization, algorithm 7.1).
bool newton_cg(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
               const RecordStep& record);

// Limited-memory BFGS with ten pairs and a backtracking line search (Nocedal and Wright, algorithm 7.5).
bool lbfgs(Objective& objective, Vector& parameters, const Limits& limits, const RunContext& context,
           const RecordStep& record);

// parameters -= learning_rate * gradient, max_iter times or until the gradient is within tol.
bool gradient_descent(Objective& objective, Vector& parameters, double learning_rate, const Limits& limits,
                      const RunContext& context, const RecordStep& record);

}  // namespace millrace
