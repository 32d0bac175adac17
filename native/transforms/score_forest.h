// Trees on the features of a program.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "transforms/assemble.h"
#include "trees/model/compiled_forest.h"

namespace millrace {

// What a row is told of a forest.
enum class ForestOutput {
  prediction,  // [rows][prediction_width]
  score,       // [rows][output_count], before the link
  leaves,      // [rows][trees]: the leaf that the row reaches, counted in the order of the tree's nodes
  inputs,      // [rows][features that splits read]: the row as the trees see it
};

// A row's features are those of its parts side by side: a number, a category's code, or `width` sparse numbers. NaN and
// codes below 0 are missing.
class ScoreForest : public Operation {
 public:
  // Throws Error(MODEL_CORRUPT) when the parts have another number of features than the forest.
  ScoreForest(Slot out, const std::vector<Part>& parts, std::shared_ptr<const trees::CompiledForest> forest,
              ForestOutput output);
  void run(Run& run) override;

  // The predictions, or scores, of the first `every`, 2 · every, … and of all trees: [rows][stages][width]. For
  // ForestOutput::prediction and score; 0 (the default) for all trees alone, as one stage.
  void stage_every(std::size_t every) { every_ = every; }

 private:
  struct Input {
    Part::Kind kind;
    Slot slot;
    std::size_t column = 0;  // of a sparse part
  };
  struct SparsePart {
    Slot slot;
    std::vector<std::int32_t> input_of_column;  // -1 where no split reads it
    // A model file that was tampered with may have terms beyond the columns of its trees.
    std::int32_t input_of(std::uint32_t column) const {
      if (column < input_of_column.size()) return input_of_column[column];
      throw Error("MODEL_CORRUPT", "a feature has a value beyond its columns");
    }
  };
  // The features that splits read, for rows from `begin` up to `end`, by columns.
  class Gathered;

  void score_row(const Run& run, double* out) const;

  Slot out_;
  std::shared_ptr<const trees::CompiledForest> forest_;
  ForestOutput output_;
  std::size_t every_ = 0;
  std::vector<Input> inputs_;  // one for each of forest_->features()
  std::vector<SparsePart> sparse_;
};

}  // namespace millrace
