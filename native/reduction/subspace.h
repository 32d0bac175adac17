// Subspaces that close in on the leading eigenvectors of a Gram matrix XᵀX which is never made: each pass over the rows
// gives its product with a few vectors (randomised subspace iteration; Halko, Martinsson and Tropp 2011).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "reduction/symmetric_eigen.h"
#include "transforms/assemble.h"

namespace millrace {

// Bases are [size][count], row-major: one row for each column of X.
struct Basis {
  std::size_t size = 0, count = 0;
  std::vector<double> values;
};

// Uniform numbers between -1 and 1, by seed and place.
Basis random_basis(std::size_t size, std::size_t count, std::uint64_t seed);

// An orthonormal basis of the same space (Gram and Schmidt, twice). Vectors that depend on others become 0.
Basis orthonormal(Basis basis, const RunContext& context);

// The eigenvectors within the space of an orthonormal basis, given its product with the matrix, by descending value.
// Vectors are [count][size].
Eigen ritz(const Basis& basis, const Basis& product, const RunContext& context);

// (X - shift)ᵀ(X - shift) times a basis, folded over rows that pass by. Rows are taken in blocks of kRows, each sum by
// one thread in the order of the rows. Holds two bases and a block.
class GramProduct {
 public:
  static constexpr std::size_t kRows = 256;

  // shift: [basis.size]
  GramProduct(std::shared_ptr<const Basis> basis, std::vector<double> shift);

  void update(Run& run, const std::vector<Part>& parts);
  Basis finish(const RunContext& context);
  std::shared_ptr<GramProduct> fork() const { return std::make_shared<GramProduct>(basis_, shift_); }
  void merge(GramProduct& next);

 private:
  void close_block(const RunContext& context);

  std::shared_ptr<const Basis> basis_;
  std::vector<double> shift_;
  std::size_t filled_ = 0;
  std::vector<double> block_;    // [kRows][size]
  std::vector<double> scores_;   // [kRows][count]
  std::vector<double> product_;  // [size][count]
};

struct GramProductFold : Operation {
  GramProductFold(std::vector<Part> parts, std::shared_ptr<GramProduct> state)
      : parts(std::move(parts)), state(std::move(state)) {}
  void run(Run& run) override { state->update(run, parts); }
  std::vector<Part> parts;
  std::shared_ptr<GramProduct> state;
};

// XᵀX times a basis, of a kept matrix; sparse rows stay sparse.
Basis gram_product(const FeatureMatrix& matrix, const Basis& basis, const RunContext& context);

}  // namespace millrace
