// Rows of a pass, assembled, into what naive Bayes models learn from.
#pragma once

#include <memory>
#include <utility>

#include "bayes/class_moments.h"
#include "bayes/class_sums.h"
#include "transforms/assemble.h"

namespace millrace {

class ClassSumsFold : public Operation {
 public:
  // target: a slot of codes; weight: of numbers, or -1.
  ClassSumsFold(Assembly assembly, Slot target, Slot weight, std::shared_ptr<ClassSums> state);
  void run(Run& run) override;

 private:
  Assembly assembly_;
  Slot target_, weight_;
  std::shared_ptr<ClassSums> state_;
};

class ClassMomentsFold : public Operation {
 public:
  // As above. Columns are assembled dense.
  ClassMomentsFold(Assembly assembly, Slot target, Slot weight, std::shared_ptr<ClassMoments> state);
  void run(Run& run) override;

 private:
  Assembly assembly_;
  Slot target_, weight_;
  std::shared_ptr<ClassMoments> state_;
};

}  // namespace millrace
