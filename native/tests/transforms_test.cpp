// The operations of programs: folds whose bits no batching changes, categories, filled text, assembled matrices.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <random>

#include "core/error.h"
#include "core/math.h"
#include "transforms/assemble.h"
#include "transforms/category_counter.h"
#include "transforms/fill_text.h"
#include "transforms/numbers.h"
#include "transforms/score.h"
#include "transforms/statistics.h"

namespace millrace {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

ColumnPtr text_column(const std::vector<std::optional<std::string>>& rows) {
  auto column = std::make_shared<Column>();
  column->type = Type::utf8;
  column->length = static_cast<std::int64_t>(rows.size());
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  Bytes validity((rows.size() + 7) / 8);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row]) {
      bytes += *rows[row];
      validity[row / 8] |= std::byte(1 << (row % 8));
    } else {
      ++column->null_count;
    }
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  if (column->null_count > 0) column->validity = Buffer(std::move(validity));
  column->offsets = Buffer::copy_of(offsets.data(), offsets.size() * sizeof(std::int32_t));
  column->data = Buffer::copy_of(bytes.data(), bytes.size());
  return column;
}

template <typename T>
ColumnPtr column_of(Type type, const std::vector<T>& values) {
  auto column = std::make_shared<Column>();
  column->type = type;
  column->length = static_cast<std::int64_t>(values.size());
  column->data = Buffer::copy_of(values.data(), values.size() * sizeof(T));
  return column;
}

Run run_of(std::int64_t rows, std::vector<Value> slots, bool lenient = false) {
  Run run;
  run.row_count = rows;
  run.lenient = lenient;
  run.slots = std::move(slots);
  return run;
}

template <typename T>
Value value_of(T value) {
  return std::shared_ptr<const T>(std::make_shared<T>(std::move(value)));
}

std::vector<double> made_numbers(std::size_t count, double missing_share, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> numbers(count);
  for (double& number : numbers) {
    const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
    number = uniform < missing_share ? kNaN : 1e6 + std::ldexp(uniform, static_cast<int>(random() % 20));
  }
  return numbers;
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

// --- moments -------------------------------------------------------------------------------------------------------

Moments::Result moments_of(const std::vector<double>& numbers, const double* weights, std::size_t batch) {
  Moments moments;
  for (std::size_t begin = 0; begin < numbers.size(); begin += batch) {
    const std::size_t count = std::min(batch, numbers.size() - begin);
    moments.update(numbers.data() + begin, weights ? weights + begin : nullptr, count);
  }
  return moments.finish();
}

TEST(Moments, HaveTheSameBitsForAnyBatching) {
  for (const std::size_t count : {0, 1, 15, 16, 17, 4095, 4096, 4097, 8192, 20'001}) {
    const std::vector<double> numbers = made_numbers(count, 0.1, 3);
    std::vector<double> weights = made_numbers(count, 0, 4);
    for (std::size_t i = 0; i < count; i += 7) weights[i] = 0;
    for (const double* w : {static_cast<const double*>(nullptr), static_cast<const double*>(weights.data())}) {
      const Moments::Result whole = moments_of(numbers, w, std::max<std::size_t>(count, 1));
      for (const std::size_t batch : {1, 7, 4095, 4096, 4097, 10'000}) {
        const Moments::Result cut = moments_of(numbers, w, batch);
        EXPECT_TRUE(same_bits(whole.weight, cut.weight)) << count << " in batches of " << batch;
        EXPECT_TRUE(same_bits(whole.mean, cut.mean)) << count << " in batches of " << batch;
        EXPECT_TRUE(same_bits(whole.variance, cut.variance)) << count << " in batches of " << batch;
      }
    }
  }
}

TEST(Moments, KeepTheirDigitsFarFromZero) {
  std::vector<double> numbers;
  for (int i = 0; i < 10'000; ++i) numbers.push_back(1e9 + (i % 2));
  const Moments::Result result = moments_of(numbers, nullptr, 1000);
  EXPECT_EQ(result.weight, 10'000);
  EXPECT_DOUBLE_EQ(result.mean, 1e9 + 0.5);
  EXPECT_NEAR(result.variance, 0.25, 1e-12);
}

TEST(Moments, OfNothingAreZero) {
  const Moments::Result result = moments_of({kNaN, kNaN}, nullptr, 1);
  EXPECT_EQ(result.weight, 0);
  EXPECT_EQ(result.mean, 0);
  EXPECT_EQ(result.variance, 0);
}

TEST(NumberValues, MedianAndMode) {
  EXPECT_EQ((NumberValues{{3, 1, 2}}.median()), 2);
  EXPECT_EQ((NumberValues{{4, 1, 3, 2}}.median()), 2.5);
  EXPECT_EQ((NumberValues{{5, 2, 5, 2, 9}}.mode()), 2);
  EXPECT_TRUE(std::isnan(NumberValues{}.median()));
  EXPECT_TRUE(std::isnan(NumberValues{}.mode()));
}

TEST(WeightedMedian, IsTheMedianForEqualWeights) {
  const std::vector<double> odd{3, 1, 2}, even{4, 1, 3, 2};
  const std::vector<double> three(3, 0.5), four(4, 2.0);
  EXPECT_EQ(weighted_median(odd, nullptr), 2);
  EXPECT_EQ(weighted_median(odd, &three), 2);
  EXPECT_EQ(weighted_median(even, &four), 2.5);
  const std::vector<double> skewed{0, 5, 0, 1};
  EXPECT_EQ(weighted_median(even, &skewed), 1);
}

// --- categories ----------------------------------------------------------------------------------------------------

TEST(Categories, AscendByBytesAndCountEachRow) {
  CategoryCounter counter("city", true);
  counter.update(*text_column({"Zürich", "Oslo", std::nullopt, "Äpfel", "Oslo", ""}));
  counter.update(*text_column({}));
  counter.update(*text_column({"日本", "Oslo"}));
  const CategoryCounter::Result result = counter.finish();
  EXPECT_EQ(result.categories->texts(), (std::vector<std::string>{"", "Oslo", "Zürich", "Äpfel", "日本"}));
  EXPECT_EQ(result.counts, (std::vector<std::int64_t>{1, 3, 1, 1, 1}));
  EXPECT_EQ(result.missing_count, 1);
  EXPECT_EQ(result.codes, (std::vector<double>{2, 1, -1, 3, 1, 0, 4, 1}));
}

TEST(Categories, OfNumbersTakeNaNAsMissingAndTheZerosAsOne) {
  CategoryCounter counter("n", true);
  counter.update(*column_of<double>(Type::float64, {0.0, -0.0, kNaN, -1.5, 1e300}));
  const CategoryCounter::Result result = counter.finish();
  EXPECT_EQ(result.categories->numbers(), (std::vector<double>{-1.5, 0.0, 1e300}));
  EXPECT_FALSE(std::signbit(result.categories->numbers()[1]));
  EXPECT_EQ(result.codes, (std::vector<double>{1, 1, -1, 0, 2}));
}

TEST(Categories, OfNothing) {
  CategoryCounter counter("n", true);
  const CategoryCounter::Result result = counter.finish();
  EXPECT_EQ(result.categories->size(), 0u);
  EXPECT_EQ(result.missing_count, 0);
}

TEST(Categories, RefuseWholeNumbersThatFloat64WouldMerge) {
  CategoryCounter counter("id", false);
  counter.update(*column_of<std::int64_t>(Type::int64, {9007199254740991}));
  try {
    counter.update(*column_of<std::int64_t>(Type::int64, {1, 9007199254740993}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "COLUMN_TYPE");
    EXPECT_EQ(error.row(), 1);
    EXPECT_NE(std::string(error.what()).find("'id'"), std::string::npos);
  }
}

std::vector<std::int32_t> encoded(const Categories& categories, const Column& column) {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(column.length));
  categories.encode(column, codes.data());
  return codes;
}

TEST(Categories, AreFoundInColumnsOfAnotherType) {
  const Categories texts(std::vector<std::string>{"0", "0.5", "100000", "12345678", "false", "true"});
  EXPECT_EQ(encoded(texts, *column_of<double>(Type::float64, {100000, 0.5, -0.0, 3, kNaN, 12345678})),
            (std::vector<std::int32_t>{2, 1, 0, kUnseenCode, kMissingCode, 3}));
  EXPECT_EQ(encoded(texts, *column_of<std::int64_t>(Type::int64, {100000, 12345678})),
            (std::vector<std::int32_t>{2, 3}));
  Column flags;
  flags.type = Type::boolean;
  flags.length = 3;
  const std::uint8_t bits = 0b101;
  flags.data = Buffer::copy_of(&bits, 1);
  EXPECT_EQ(encoded(texts, flags), (std::vector<std::int32_t>{5, 4, 5}));
  const Categories numbers(std::vector<double>{-1.5, 0, 100000});
  EXPECT_EQ(encoded(numbers, *text_column({"100000", "-1.5", "1e5", "", "nan", "0x0", std::nullopt, "0 "})),
            (std::vector<std::int32_t>{2, 0, 2, kUnseenCode, kUnseenCode, kUnseenCode, kMissingCode, kUnseenCode}));
  EXPECT_EQ(encoded(numbers, *column_of<float>(Type::float32, {-0.0f, -1.5f, 7})),
            (std::vector<std::int32_t>{1, 0, kUnseenCode}));
}

TEST(Categories, SeventyThousand) {
  CategoryCounter counter("many", true);
  std::vector<double> values(70'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>((i * 48'271) % 70'000);
  counter.update(*column_of(Type::float64, values));
  const CategoryCounter::Result result = counter.finish();
  ASSERT_EQ(result.categories->size(), 70'000u);
  EXPECT_EQ(result.codes, values);
}

// --- columns as numbers, filled text -------------------------------------------------------------------------------

TEST(ToNumbers, ReadsTextAndTellsTheRowOfAFault) {
  auto run = run_of(5, {text_column({" 1.5", "", std::nullopt, "-2e3", "7 "}), {}});
  ToNumbers(0, 1, "x").run(run);
  const Numbers& numbers = run.get<Numbers>(1);
  EXPECT_EQ(numbers[0], 1.5);
  EXPECT_TRUE(std::isnan(numbers[1]) && std::isnan(numbers[2]));
  EXPECT_EQ(numbers[3], -2000);
  EXPECT_EQ(numbers[4], 7);

  auto strict = run_of(2, {text_column({"1", "1,5"}), {}});
  try {
    ToNumbers(0, 1, "x").run(strict);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "VALUE_INVALID");
    EXPECT_EQ(error.row(), 1);
  }
  auto lenient = run_of(2, {column_of<double>(Type::float64, {1, -INFINITY}), {}}, true);
  ToNumbers(0, 1, "x").run(lenient);
  ASSERT_EQ(lenient.problems.size(), 1u);
  EXPECT_EQ(lenient.problems[0].row, 1);
  EXPECT_TRUE(std::isnan(lenient.get<Numbers>(1)[1]));
}

TEST(FillText, FillsWhatIsMissingAndHandsOnTheRest) {
  auto run = run_of(4, {text_column({std::nullopt, "a", "", std::nullopt}), {}});
  FillText(0, 1, "größe").run(run);
  const Column& filled = run.column(1);
  EXPECT_EQ(filled.text(0), "größe");
  EXPECT_EQ(filled.text(1), "a");
  EXPECT_EQ(filled.text(2), "");
  EXPECT_EQ(filled.text(3), "größe");
  EXPECT_EQ(filled.null_count, 0);

  const ColumnPtr whole = text_column({"a", "b"});
  auto same = run_of(2, {whole, {}});
  FillText(0, 1, "x").run(same);
  EXPECT_EQ(&same.column(1), whole.get());

  auto none = run_of(0, {text_column({}), {}});
  FillText(0, 1, "x").run(none);
  EXPECT_EQ(none.column(1).length, 0);
}

// --- assembly ------------------------------------------------------------------------------------------------------

// Row r: the number r + 1; a code that goes round; r mod 3 sparse entries.
std::vector<Value> made_slots(std::int64_t begin, std::int64_t rows) {
  Numbers numbers;
  Codes codes;
  CsrBlock sparse;
  for (std::int64_t row = begin; row < begin + rows; ++row) {
    numbers.push_back(static_cast<double>(row + 1));
    codes.push_back(static_cast<std::int32_t>(row % 5) - 2);  // both missing and unseen among them
    for (std::int64_t i = 0; i < row % 3; ++i) {
      sparse.indices.push_back(static_cast<std::uint32_t>(2 * i));
      sparse.values.push_back(static_cast<float>(row % 100 + i + 1));
    }
    sparse.offsets.push_back(static_cast<std::uint32_t>(sparse.indices.size()));
    ++sparse.row_count;
  }
  return {value_of(std::move(numbers)), value_of(std::move(codes)), value_of(std::move(sparse))};
}

Assembly made_assembly(bool is_sparse) {
  return {{{Part::Kind::numbers, 0, 1, "n"}, {Part::Kind::codes, 1, 3, "c"}, {Part::Kind::sparse, 2, 4, "s"}},
          is_sparse};
}

std::vector<float> expected_row(std::int64_t row) {
  std::vector<float> values(8);
  values[0] = static_cast<float>(row + 1);
  if (row % 5 >= 2) values[static_cast<std::size_t>(1 + row % 5 - 2)] = 1;
  for (std::int64_t i = 0; i < row % 3; ++i) {
    values[static_cast<std::size_t>(4 + 2 * i)] = static_cast<float>(row % 100 + i + 1);
  }
  return values;
}

std::vector<float> row_of(const FeatureMatrix& matrix, std::int64_t row) {
  const auto block = static_cast<std::size_t>(row / kBlockRows);
  const auto at = static_cast<std::size_t>(row % kBlockRows);
  std::vector<float> values(static_cast<std::size_t>(matrix.column_count));
  if (!matrix.sparse) {
    const float* first = matrix.dense[block].values.data() + at * static_cast<std::size_t>(matrix.stride());
    std::copy(first, first + matrix.column_count, values.begin());
    return values;
  }
  const CsrBlock& from = matrix.csr[block];
  for (std::uint32_t i = from.offsets[at]; i < from.offsets[at + 1]; ++i) {
    EXPECT_TRUE(i == from.offsets[at] || from.indices[i] > from.indices[i - 1]);
    values[from.indices[i]] = from.values[i];
  }
  return values;
}

TEST(Assembly, CutsRowsIntoBlocksWhateverTheBatches) {
  for (const bool is_sparse : {false, true}) {
    for (const std::int64_t rows : {0, 1, 15, 16, 17, 4095, 4096, 4097, 8191, 8192, 8193}) {
      for (const std::int64_t batch : {1000, 4095, 4096, 4097, 100'000}) {
        auto matrix = std::make_shared<FeatureMatrix>();
        MatrixFold fold(made_assembly(is_sparse), matrix);
        for (std::int64_t begin = 0; begin < rows; begin += batch) {
          const std::int64_t count = std::min(batch, rows - begin);
          auto run = run_of(count, made_slots(begin, count));
          fold.run(run);
        }
        SCOPED_TRACE(std::to_string(rows) + " rows in batches of " + std::to_string(batch));
        EXPECT_EQ(matrix->row_count, rows);
        EXPECT_EQ(matrix->column_count, 8);
        EXPECT_EQ(static_cast<std::int64_t>(matrix->block_count()), (rows + kBlockRows - 1) / kBlockRows);
        for (std::size_t block = 0; block + 1 < matrix->block_count(); ++block) {
          EXPECT_EQ(is_sparse ? matrix->csr[block].row_count : matrix->dense[block].row_count, kBlockRows);
        }
        for (std::int64_t row = 0; row < rows; ++row) {
          if (row_of(*matrix, row) != expected_row(row)) FAIL() << "row " << row;
        }
      }
    }
  }
}

TEST(Assembly, PadsDenseRowsWithZeros) {
  auto matrix = std::make_shared<FeatureMatrix>();
  MatrixFold fold(made_assembly(false), matrix);
  auto run = run_of(3, made_slots(0, 3));
  fold.run(run);
  ASSERT_EQ(matrix->stride(), kDenseStride);
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 8; column < kDenseStride; ++column) {
      EXPECT_EQ(matrix->dense[0].values[row * kDenseStride + column], 0.0f);
    }
  }
}

TEST(Assembly, TellsTheRowAndTheFeatureOfAFault) {
  for (const double bad : {kNaN, 1e39, -1e39}) {
    auto run = run_of(3, {value_of(Numbers{1, 2, bad})});
    MatrixFold fold({{{Part::Kind::numbers, 0, 1, "income"}}, false}, std::make_shared<FeatureMatrix>());
    try {
      fold.run(run);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), std::isnan(bad) ? "VALUE_MISSING" : "VALUE_INFINITE");
      EXPECT_EQ(error.row(), 2);
      EXPECT_NE(std::string(error.what()).find("'income'"), std::string::npos);
    }
  }
}

TEST(Assembly, RefusesMoreColumnsThanAnIndexHolds) {
  const Assembly assembly{
      {{Part::Kind::codes, 0, std::numeric_limits<std::int32_t>::max(), "a"}, {Part::Kind::codes, 1, 1, "b"}}, true};
  try {
    assembly.column_count();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "MEMORY_EXHAUSTED");
  }
}

TEST(Assembly, OfSlotsOfTheWrongKindIsAFaultAndNoCrash) {
  auto run = run_of(1, {value_of(Codes{0})});
  MatrixFold fold({{{Part::Kind::numbers, 0, 1, "n"}}, false}, std::make_shared<FeatureMatrix>());
  EXPECT_THROW(fold.run(run), std::bad_variant_access);
}

// Nothing may be written beside the block, whatever a model file says.
TEST(Assembly, RefusesCodesAndTermsBeyondTheirColumns) {
  CsrBlock terms;
  terms.row_count = 1;
  terms.offsets = {0, 2};
  terms.indices = {0, 4};
  terms.values = {1, 1};
  const std::vector<Part> parts = {{Part::Kind::codes, 0, 3, "c"}, {Part::Kind::sparse, 1, 4, "t"}};
  for (const Part& part : parts) {
    for (const bool is_sparse : {false, true}) {
      auto run = run_of(1, {value_of(Codes{3}), value_of(CsrBlock(terms))});
      MatrixFold fold({{part}, is_sparse}, std::make_shared<FeatureMatrix>());
      try {
        fold.run(run);
        FAIL() << "no error";
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), "MODEL_CORRUPT");
      }
    }
  }
}

TEST(ClassShares, RefusesCodesOfNoClass) {
  for (const double code : {-1.0, 2.0, kNaN}) EXPECT_THROW(class_shares({0, code}, nullptr, 2), Error) << code;
}

// --- scoring -------------------------------------------------------------------------------------------------------

TEST(ScoreLinear, GivesABatchTheBitsOfItsRows) {
  const std::vector<double> weights = made_numbers(3 * 8, 0, 9);
  const double intercepts[3] = {0.1, -0.2, 0.3};
  const auto linear = std::make_shared<const LinearWeights>(weights.data(), intercepts, 3, 8);
  for (const bool is_sparse : {false, true}) {
    auto batch = run_of(2500, made_slots(0, 2500));
    batch.slots.resize(4);
    ScoreLinear(3, made_assembly(is_sparse), linear, LinearOutput::identity, std::nullopt).run(batch);
    const Numbers& scores = batch.get<Numbers>(3);
    ASSERT_EQ(scores.size(), 7500u);
    for (const std::int64_t row : {0, 1, 1023, 1024, 1025, 2499}) {
      auto one = run_of(1, made_slots(row, 1));
      one.slots.resize(4);
      ScoreLinear(3, made_assembly(is_sparse), linear, LinearOutput::identity, std::nullopt).run(one);
      for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_TRUE(same_bits(one.get<Numbers>(3)[k], scores[static_cast<std::size_t>(row) * 3 + k])) << row;
      }
    }
  }
}

TEST(ScoreLinear, OfNoRows) {
  const double weights[8] = {};
  const double intercept = 1;
  auto run = run_of(0, made_slots(0, 0));
  run.slots.resize(4);
  ScoreLinear(3, made_assembly(false), std::make_shared<const LinearWeights>(weights, &intercept, 1, 8),
              LinearOutput::sigmoid, std::nullopt)
      .run(run);
  EXPECT_TRUE(run.get<Numbers>(3).empty());
}

}  // namespace
}  // namespace millrace
