#include "transforms/class_fold.h"

#include <algorithm>

namespace millrace {

namespace {

// Rows assembled at a time: they stay in the cache until they are added.
constexpr std::int64_t kRowsAtOnce = 1024;

std::int32_t stride_of(std::int32_t columns) { return (columns + kDenseStride - 1) / kDenseStride * kDenseStride; }

const double* weights_of(Run& run, Slot slot) { return slot < 0 ? nullptr : run.get<Numbers>(slot).data(); }

const std::string& name_of_column(const Assembly& assembly, std::int32_t column) {
  std::size_t part = 0;
  while (column >= assembly.parts[part].width) column -= assembly.parts[part++].width;
  return assembly.parts[part].name;
}

template <typename Block>
void add(Run& run, std::int64_t begin, const Assembly& assembly, const Block& block, const std::vector<double>& classes,
         const double* weights, ClassSums& state) {
  const auto negative = state.add(block, classes.data(), weights ? weights + begin : nullptr);
  if (!negative) return;
  run.fault(begin + negative->row, "VALUE_INVALID",
            "'" + name_of_column(assembly, negative->column) + "' is negative, and counts are not",
            "leave out the step that makes it so, or use gaussianNB or bernoulliNB");
}

// The classes of rows [begin, end) as numbers.
std::vector<double> classes_of(Run& run, Slot target, std::int64_t begin, std::int64_t end) {
  const Codes& codes = run.get<Codes>(target);
  return {codes.begin() + begin, codes.begin() + end};
}

}  // namespace

template <>
void ClassFold<ClassSums>::run(Run& run) {
  const double* weights = weights_of(run, weight_);
  for (std::int64_t begin = 0; begin < run.row_count; begin += kRowsAtOnce) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + kRowsAtOnce);
    const std::vector<double> classes = classes_of(run, target_, begin, end);
    if (assembly_.sparse) {
      CsrBlock block;
      assembly_.fill(run, begin, end, block);
      add(run, begin, assembly_, block, classes, weights, *state_);
    } else {
      DenseBlock block;
      assembly_.fill(run, begin, end, block, stride_of(state_->columns()));
      add(run, begin, assembly_, block, classes, weights, *state_);
    }
  }
}

template <>
void ClassFold<ClassMoments>::run(Run& run) {
  const double* weights = weights_of(run, weight_);
  for (std::int64_t begin = 0; begin < run.row_count; begin += kRowsAtOnce) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + kRowsAtOnce);
    DenseBlock block;
    assembly_.fill(run, begin, end, block, stride_of(state_->columns()));
    state_->add(block, classes_of(run, target_, begin, end).data(), weights ? weights + begin : nullptr);
  }
}

}  // namespace millrace
