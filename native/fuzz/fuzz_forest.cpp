// Trees as a file might hold them: damaged ones are refused, and those that are not give the bits of the plain walk in
// every form, without reading beyond an array.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "core/error.h"
#include "tests/made_forest.h"
#include "trees/model/compiled_forest.h"
#include "trees/model/walk.h"

namespace {

using namespace millrace;
using namespace millrace::trees;

void require(bool condition) {
  if (!condition) std::abort();
}

// Values that bounds are checked against, and their neighbours.
std::int64_t odd_number(std::uint8_t byte) {
  constexpr std::int64_t numbers[] = {0, 1, 2, -1, -2, 31, 32, 255, 256, 1 << 20, 0x7fffffff, -0x7fffffff - 1};
  return byte < 128 ? byte % 16 : numbers[byte % std::size(numbers)];
}

template <typename T>
void change(std::vector<T>& values, std::uint8_t at, std::uint8_t byte) {
  if (values.empty()) return;
  if (byte == 200) {
    values.pop_back();
  } else {
    values[at % values.size()] = static_cast<T>(odd_number(byte));
  }
}

void damage(Forest& forest, std::uint8_t what, std::uint8_t at, std::uint8_t byte) {
  switch (what % 16) {
    case 0:
      return change(forest.left, at, byte);
    case 1:
      return change(forest.right, at, byte);
    case 2:
      return change(forest.feature, at, byte);
    case 3:
      return change(forest.flags, at, byte);
    case 4:
      return change(forest.tree_begins, at, byte);
    case 5:
      return change(forest.tree_outputs, at, byte);
    case 6:
      return change(forest.category_begins, at, byte);
    case 7:
      return change(forest.category_words, at, byte);
    case 8:
      return change(forest.values, at, byte);
    case 9:
      return change(forest.base_scores, at, byte);
    case 10:
      forest.feature_count = static_cast<std::int32_t>(odd_number(byte));
      return;
    case 11:
      forest.output_count = static_cast<std::int32_t>(odd_number(byte) % 8);
      return;
    case 12:
      forest.value_width = static_cast<std::int32_t>(odd_number(byte));
      return;
    case 13:
      if (!forest.threshold.empty()) std::memset(&forest.threshold[at % forest.threshold.size()], byte, sizeof(double));
      return;
    default:
      return change(forest.threshold, at, byte);
  }
}

}  // namespace

// The first bytes choose a forest, three more each a change of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  MadeForest made;
  made.tree_count = data[0] % 12;
  made.most_leaves = data[1] % 4 == 0 ? 300 : 1 + data[1] % 40;
  made.flags = data[2] & (kMissingLeft | kZeroIsMissing | kNanIsZero);
  made.categorical_share = data[2] & 16 ? 0.4 : 0;
  made.category_count = data[2] & 32 ? 400 : 20;
  made.output_count = data[3] % 4 == 0 ? 3 : 1;
  made.value_width = data[3] % 8 == 0 ? 3 : 1;
  auto forest = std::make_shared<Forest>(make_forest(made, data[3]));
  for (std::size_t i = 4; i + 3 <= size && i < 13; i += 3) damage(*forest, data[i], data[i + 1], data[i + 2]);
  try {
    check_forest(*forest);
  } catch (const Error&) {
    return 0;
  }
  if (forest->feature_count > 64) return 0;  // rows of that many columns are too much to make, not to score
  made.feature_count = forest->feature_count;
  constexpr std::size_t rows = 70;
  const std::vector<std::vector<double>> columns = make_rows(made, rows, data[0]);
  const CompiledForest compiled(forest);
  const auto outputs = static_cast<std::size_t>(forest->output_count);
  const std::size_t trees = forest->tree_count();
  std::vector<const double*> inputs;
  for (const std::uint32_t feature : compiled.features()) inputs.push_back(columns[feature].data());
  std::vector<double> sums(outputs * CompiledForest::kRows);
  CompiledForest::Block(compiled, inputs.data(), rows).add(0, trees, sums.data());
  CompiledForest::RowScratch scratch;
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<double> row, used, expected(outputs), single(outputs);
    for (const std::vector<double>& column : columns) row.push_back(column[r]);
    for (const std::uint32_t feature : compiled.features()) used.push_back(row[feature]);
    add_leaves(*forest, 0, trees, row.data(), expected.data());
    compiled.add_row(used.data(), 0, trees, scratch, single.data());
    for (std::size_t k = 0; k < outputs; ++k) {
      require(std::memcmp(&expected[k], &single[k], sizeof(double)) == 0);
      require(std::memcmp(&expected[k], &sums[k * CompiledForest::kRows + r], sizeof(double)) == 0);
    }
  }
  return 0;
}
