// Outputs of models: scores of assembled features, and constants.
#pragma once

#include <memory>
#include <vector>

#include "linear/predict.h"
#include "transforms/assemble.h"

namespace millrace {

enum class LinearOutput { identity, sigmoid, softmax };

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
