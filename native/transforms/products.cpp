#include "transforms/products.h"

namespace millrace {

void MultiplyNumbers::run(Run& run) {
  const Numbers& a = run.get<Numbers>(a_);
  const Numbers& b = run.get<Numbers>(b_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] * b[i];
}

void ConstantNumbers::run(Run& run) { run.make<Numbers>(out_).assign(static_cast<std::size_t>(run.row_count), value_); }

}  // namespace millrace
