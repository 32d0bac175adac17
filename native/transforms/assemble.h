// Slots side by side as the rows of a feature matrix.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "transforms/program.h"

namespace millrace {

// One slot's share of the matrix's columns. Numbers give one column, and so does a source column of whole numbers or
// floats, without a step between; codes give an indicator for each of `width`
// categories (all 0 when missing or unseen); sparse rows give `width` columns.
struct Part {
  enum class Kind { numbers, codes, sparse, column } kind;
  Slot slot;
  std::int32_t width;
  std::string name;  // for messages
};

struct Assembly {
  std::vector<Part> parts;
  bool sparse;
  std::int32_t column_count() const;

  // Appends rows [begin, end) of the run to a block. A missing number is a fault.
  void fill(Run& run, std::int64_t begin, std::int64_t end, DenseBlock& block, std::int32_t stride) const;
  void fill(Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block) const;
};

// Builds a feature matrix from a stream of batches.
struct MatrixFold : Operation {
  MatrixFold(Assembly assembly, std::shared_ptr<FeatureMatrix> matrix);
  void run(Run& run) override;
  Assembly assembly;
  std::shared_ptr<FeatureMatrix> matrix;

 private:
  void append(Run& run, std::int64_t begin, std::int64_t end, DenseBlock& block, std::int32_t stride) const;
  void append(Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block) const;
};

}  // namespace millrace
