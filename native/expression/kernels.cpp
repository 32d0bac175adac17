#include "expression/kernels.h"

namespace millrace::expression {

Kernel kernel_of(const std::string& operation) {
  static const Kernels kernels = [] {
    Kernels made;
    add_arithmetic(made);
    add_comparisons(made);
    add_logic(made);
    add_calendar(made);
    add_text(made);
    return made;
  }();
  const Kernel* found = kernels.find(operation);
  return found ? *found : nullptr;
}

}  // namespace millrace::expression
