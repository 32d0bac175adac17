// Outputs of models: scores of assembled features, and constants.
#pragma once

#include <memory>
#include <vector>

#include "linear/predict.h"
#include "transforms/assemble.h"

namespace millrace {

// one_vs_rest and modified_huber: each class's chance against the others, shared out where there are more than two.
enum class LinearOutput { identity, sigmoid, softmax, one_vs_rest, modified_huber };

// out[r][outputs] = the linear model's scores of row r as they are, or its probabilities of 2 or more classes.
class ScoreLinear : public Operation {
 public:
  ScoreLinear(Slot out, Assembly assembly, std::shared_ptr<const LinearWeights> weights, LinearOutput output)
      : out_(out), assembly_(std::move(assembly)), weights_(std::move(weights)), output_(output) {}
  void run(Run& run) override;

 private:
  Slot out_;
  Assembly assembly_;
  std::shared_ptr<const LinearWeights> weights_;
  LinearOutput output_;
};

// out[r] = values, for every row.
class RepeatConstant : public Operation {
 public:
  RepeatConstant(Slot out, std::vector<double> values) : out_(out), values_(std::move(values)) {}
  void run(Run& run) override;

 private:
  Slot out_;
  std::vector<double> values_;
};

}  // namespace millrace
