// Outputs of models: scores of assembled features, and constants.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "bayes/gaussian_scores.h"
#include "linear/predict.h"
#include "transforms/assemble.h"

namespace millrace {

// one_vs_rest and modified_huber: each class's chance against the others, shared out where there are more than two.
enum class LinearOutput { identity, sigmoid, softmax, one_vs_rest, modified_huber };

// out[r][outputs] = the linear model's scores of row r as they are, or its probabilities of 2 or more classes.
class ScoreLinear : public Operation {
 public:
  // binarize: features are 1 above it and 0 else, where it is given.
  ScoreLinear(Slot out, Assembly assembly, std::shared_ptr<const LinearWeights> weights, LinearOutput output,
              std::optional<double> binarize)
      : out_(out), assembly_(std::move(assembly)), weights_(std::move(weights)), output_(output), binarize_(binarize) {}
  void run(Run& run) override;

 private:
  Slot out_;
  Assembly assembly_;
  std::shared_ptr<const LinearWeights> weights_;
  LinearOutput output_;
  std::optional<double> binarize_;
};

// out[r][classes] = the probability of each class by normal distributions. Columns are assembled dense.
class ScoreGaussian : public Operation {
 public:
  ScoreGaussian(Slot out, Assembly assembly, std::shared_ptr<const GaussianScores> scores)
      : out_(out), assembly_(std::move(assembly)), scores_(std::move(scores)) {}
  void run(Run& run) override;

 private:
  Slot out_;
  Assembly assembly_;
  std::shared_ptr<const GaussianScores> scores_;
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
