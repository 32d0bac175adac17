#include "trees/grow/grower.h"

#include <utility>

#include "trees/grow/growth.h"

namespace millrace::trees {

struct Grower::State {
  const BinnedMatrix& matrix;
  GrowOptions options;
  GrowthMemory memory;
};

Grower::Grower(const BinnedMatrix& matrix, GrowOptions options) : state_(new State{matrix, std::move(options), {}}) {}

Grower::~Grower() = default;

GrownTree Grower::grow(QuantisedGradients& gradients, const std::vector<std::uint32_t>& features, std::uint64_t seed,
                       std::uint16_t* leaf_of, const RunContext& context) {
  Growth growth(state_->matrix, state_->options, gradients, features, seed, context, state_->memory);
  return growth.grow(leaf_of);
}

}  // namespace millrace::trees
