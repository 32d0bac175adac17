// Rows of a pass, assembled, into what naive Bayes models learn from.
#pragma once

#include <memory>
#include <utility>

#include "bayes/class_moments.h"
#include "bayes/class_sums.h"
#include "transforms/assemble.h"

namespace millrace {

// State: ClassSums or ClassMoments, for which columns are assembled dense.
template <typename State>
class ClassFold : public Operation {
 public:
  // target: a slot of codes; weight: of numbers, or -1.
  ClassFold(Assembly assembly, Slot target, Slot weight, std::shared_ptr<State> state)
      : assembly_(std::move(assembly)), target_(target), weight_(weight), state_(std::move(state)) {
    state_->begin(assembly_.column_count());
  }
  void run(Run& run) override;

 private:
  Assembly assembly_;
  Slot target_, weight_;
  std::shared_ptr<State> state_;
};

template <>
void ClassFold<ClassSums>::run(Run& run);
template <>
void ClassFold<ClassMoments>::run(Run& run);

}  // namespace millrace
