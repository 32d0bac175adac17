// Folds behind selection and reduction against plain sums, in parts and whole; eigenvectors; subspaces.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/error.h"
#include "reduction/co_moments.h"
#include "reduction/column_moments.h"
#include "reduction/mutual_information.h"
#include "reduction/nearest_rows.h"
#include "reduction/project.h"
#include "reduction/select_columns.h"
#include "reduction/subspace.h"
#include "reduction/symmetric_eigen.h"
#include "transforms/neighbors.h"

namespace millrace {
namespace {

using Batch = Run;  // in a test, Run is a method of googletest's

// Two numbers, codes of three categories and a sparse column, with a class and a target for each row.
struct Table {
  std::vector<Part> parts{{Part::Kind::numbers, 0, 1, "x"},
                          {Part::Kind::codes, 1, 3, "city"},
                          {Part::Kind::sparse, 2, 2, "terms"},
                          {Part::Kind::numbers, 3, 1, "far"}};
  Numbers x, far, target;
  Codes city, label;
  std::vector<float> terms;  // of sparse column 1, 0 for none
  std::size_t rows;

  explicit Table(std::size_t count) : rows(count) {
    std::mt19937 random(11);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < count; ++i) {
      label.push_back(static_cast<std::int32_t>(random() % 3));
      x.push_back(normal(random) + label.back());
      far.push_back(1e8 + 3 * normal(random) + x.back());
      city.push_back(static_cast<std::int32_t>(random() % 4) - 1);
      terms.push_back(random() % 3 == 0 ? static_cast<float>(1 + random() % 5) : 0.0f);
      target.push_back(1e6 + x.back() * 2 + normal(random));
    }
  }

  Batch run(std::size_t begin, std::size_t end) const {
    Batch run;
    run.row_count = static_cast<std::int64_t>(end - begin);
    run.slots.resize(6);
    const auto cut = [&](const auto& values) {
      using List = std::decay_t<decltype(values)>;
      return List(values.begin() + static_cast<std::ptrdiff_t>(begin),
                  values.begin() + static_cast<std::ptrdiff_t>(end));
    };
    run.set(0, cut(x));
    run.set(1, cut(city));
    CsrBlock block;
    for (std::size_t row = begin; row < end; ++row) {
      if (terms[row] != 0) {
        block.indices.push_back(1);
        block.values.push_back(terms[row]);
      }
      block.offsets.push_back(static_cast<std::uint32_t>(block.indices.size()));
    }
    block.row_count = static_cast<std::int32_t>(end - begin);
    run.set(2, block);
    run.set(3, cut(far));
    run.set(4, cut(label));
    run.set(5, cut(target));
    return run;
  }

  double at(std::size_t row, std::size_t column) const {
    if (column == 0) return x[row];
    if (column == 6) return far[row];
    if (column < 4) return city[row] == static_cast<std::int32_t>(column) - 1 ? 1.0 : 0.0;
    return column == 5 ? static_cast<double>(terms[row]) : 0.0;
  }
};
constexpr std::size_t kWidth = 7;

// Feeds the rows in batches of some size to a state, or to parts that are merged.
template <typename State, typename Feed>
void fill(State& state, const Table& table, std::size_t batch, std::size_t part_count, Feed feed) {
  std::vector<std::shared_ptr<State>> parts;
  for (std::size_t p = 1; p < part_count; ++p) parts.push_back(state.fork());
  for (std::size_t begin = 0; begin < table.rows; begin += batch) {
    const std::size_t part = begin * part_count / table.rows;
    Batch run = table.run(begin, std::min(table.rows, begin + batch));
    feed(part == 0 ? state : *parts[part - 1], run);
  }
  for (auto& part : parts) state.merge(*part);
}

ColumnMoments::Result class_moments(const Table& table, std::size_t batch, std::size_t parts) {
  ColumnMoments state({3, false, false});
  fill(state, table, batch, parts,
       [&](ColumnMoments& into, Batch& run) { into.update(run, table.parts, &run.get<Codes>(4), nullptr); });
  return state.finish();
}

TEST(ColumnMoments, HasTheSameBitsForAnyBatches) {
  const Table table(9001);
  const auto whole = class_moments(table, 9001, 1);
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    const auto cut = class_moments(table, batch, 1);
    EXPECT_EQ(cut.means, whole.means);
    EXPECT_EQ(cut.squares, whole.squares);
    EXPECT_EQ(cut.min, whole.min);
    EXPECT_EQ(cut.max, whole.max);
  }
}

TEST(ColumnMoments, EqualsPlainSumsWholeAndInParts) {
  const Table table(9001);
  for (const std::size_t parts : {std::size_t{1}, std::size_t{4}}) {
    const auto found = class_moments(table, 500, parts);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t column = 0; column < kWidth; ++column) {
        long double count = 0, sum = 0, squares = 0;
        const double centre = found.centres[column];
        for (std::size_t row = 0; row < table.rows; ++row) {
          if (table.label[row] != static_cast<std::int32_t>(c)) continue;
          count += 1;
          sum += static_cast<long double>(table.at(row, column)) - centre;
        }
        for (std::size_t row = 0; row < table.rows; ++row) {
          if (table.label[row] != static_cast<std::int32_t>(c)) continue;
          const long double from = static_cast<long double>(table.at(row, column)) - centre - sum / count;
          squares += from * from;
        }
        EXPECT_EQ(found.class_rows[c], static_cast<double>(count));
        EXPECT_NEAR(found.means[c * kWidth + column], static_cast<double>(sum / count), 1e-12);
        EXPECT_NEAR(found.squares[c * kWidth + column], static_cast<double>(squares),
                    1e-12 * static_cast<double>(squares) + 1e-15);
      }
    }
    EXPECT_EQ(found.min[5], 0);
    EXPECT_EQ(found.max[5], 5);
    EXPECT_EQ(found.max[4], 0);
  }
}

TEST(ColumnMoments, TakesProductsWithATarget) {
  const Table table(5000);
  for (const std::size_t parts : {std::size_t{1}, std::size_t{4}}) {
    ColumnMoments state({1, true, false});
    fill(state, table, 300, parts,
         [&](ColumnMoments& into, Batch& run) { into.update(run, table.parts, nullptr, &run.get<Numbers>(5)); });
    const auto found = state.finish();
    for (std::size_t column = 0; column < kWidth; ++column) {
      long double x = 0, y = 0, product = 0;
      for (std::size_t row = 0; row < table.rows; ++row) {
        x += table.at(row, column);
        y += table.target[row];
      }
      x /= static_cast<long double>(table.rows);
      y /= static_cast<long double>(table.rows);
      for (std::size_t row = 0; row < table.rows; ++row)
        product += (table.at(row, column) - x) * (table.target[row] - y);
      EXPECT_NEAR(found.products[column], static_cast<double>(product), 1e-9);
    }
  }
}

TEST(ColumnMoments, LeavesMissingNumbersOutOrRefusesThem) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Part> parts{{Part::Kind::numbers, 0, 1, "x"}};
  Batch run;
  run.row_count = 3;
  run.slots.resize(1);
  run.set(0, Numbers{1, missing, 3});
  ColumnMoments lenient({1, false, true});
  lenient.update(run, parts, nullptr, nullptr);
  const auto found = lenient.finish();
  EXPECT_EQ(found.counts[0], 2);
  EXPECT_EQ(found.squares[0], 2);
  ColumnMoments strict({1, false, false});
  EXPECT_THROW(strict.update(run, parts, nullptr, nullptr), Error);
}

CoMoments::Result co_moments(const Table& table, std::size_t batch, std::size_t parts, int threads) {
  CoMoments state(3);
  const RunContext context{threads, nullptr};
  fill(state, table, batch, parts, [&](CoMoments& into, Batch& run) {
    run.context = context;
    into.update(run, table.parts, &run.get<Codes>(4));
  });
  return state.finish(context);
}

TEST(CoMoments, HasTheSameBitsForAnyBatchesAndThreads) {
  const Table table(3001);
  const auto whole = co_moments(table, 3001, 1, 1);
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{512}}) {
    const auto cut = co_moments(table, batch, 1, 2);
    EXPECT_EQ(cut.products, whole.products);
    EXPECT_EQ(cut.means, whole.means);
  }
}

TEST(CoMoments, EqualsPlainSumsWholeAndInParts) {
  const Table table(3001);
  for (const std::size_t parts : {std::size_t{1}, std::size_t{4}}) {
    const auto found = co_moments(table, 200, parts, 1);
    std::vector<long double> means(3 * kWidth), counts(3);
    for (std::size_t row = 0; row < table.rows; ++row) {
      const auto c = static_cast<std::size_t>(table.label[row]);
      counts[c] += 1;
      for (std::size_t i = 0; i < kWidth; ++i) means[c * kWidth + i] += table.at(row, i) - found.centres[i];
    }
    for (std::size_t i = 0; i < means.size(); ++i) {
      means[i] /= counts[i / kWidth];
      EXPECT_NEAR(found.means[i], static_cast<double>(means[i]), 1e-12);
    }
    for (std::size_t i = 0; i < kWidth; ++i) {
      for (std::size_t j = 0; j < kWidth; ++j) {
        long double product = 0;
        for (std::size_t row = 0; row < table.rows; ++row) {
          const std::size_t c = static_cast<std::size_t>(table.label[row]) * kWidth;
          product += (table.at(row, i) - found.centres[i] - means[c + i]) *
                     (table.at(row, j) - found.centres[j] - means[c + j]);
        }
        EXPECT_NEAR(found.products[i * kWidth + j], static_cast<double>(product), 1e-9);
      }
    }
  }
}

std::vector<double> symmetric(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> matrix(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) matrix[i * size + j] = matrix[j * size + i] = normal(random);
  }
  return matrix;
}

TEST(SymmetricEigen, GivesVectorsThatTheMatrixScales) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{17}, std::size_t{60}}) {
    const std::vector<double> matrix = symmetric(size, static_cast<unsigned>(size));
    const Eigen eigen = symmetric_eigen(matrix, size, {2, nullptr});
    for (std::size_t v = 0; v < size; ++v) {
      if (v > 0) {
        EXPECT_LE(eigen.values[v], eigen.values[v - 1]);
      }
      for (std::size_t i = 0; i < size; ++i) {
        double image = 0;
        for (std::size_t j = 0; j < size; ++j) image += matrix[i * size + j] * eigen.vectors[v * size + j];
        EXPECT_NEAR(image, eigen.values[v] * eigen.vectors[v * size + i], 1e-12 * static_cast<double>(size));
      }
      for (std::size_t other = 0; other <= v; ++other) {
        double dot = 0;
        for (std::size_t i = 0; i < size; ++i) dot += eigen.vectors[v * size + i] * eigen.vectors[other * size + i];
        EXPECT_NEAR(dot, v == other ? 1.0 : 0.0, 1e-13 * static_cast<double>(size));
      }
    }
  }
}

TEST(SymmetricEigen, TakesZeroDiagonalAndRepeatedValues) {
  EXPECT_TRUE(symmetric_eigen({}, 0, {}).values.empty());
  const Eigen zero = symmetric_eigen(std::vector<double>(9), 3, {});
  EXPECT_EQ(zero.values, (std::vector<double>{0, 0, 0}));
  const Eigen diagonal = symmetric_eigen({2, 0, 0, 0, 5, 0, 0, 0, 2}, 3, {});
  EXPECT_EQ(diagonal.values, (std::vector<double>{5, 2, 2}));
  EXPECT_THROW(symmetric_eigen({std::numeric_limits<double>::infinity()}, 1, {}), Error);
}

TEST(Subspace, ClosesInOnTheLeadingEigenvectors) {
  const Table table(2000);
  const RunContext context{2, nullptr};
  const auto exact_state = std::make_shared<CoMoments>(1);
  Batch all = table.run(0, table.rows);
  exact_state->update(all, table.parts, nullptr);
  const auto moments = exact_state->finish(context);
  const Eigen exact = symmetric_eigen(moments.products, kWidth, context);
  std::vector<double> shift(kWidth);
  for (std::size_t i = 0; i < kWidth; ++i) shift[i] = moments.centres[i] + moments.means[i];

  auto basis = std::make_shared<const Basis>(orthonormal(random_basis(kWidth, 4, 3), context));
  Eigen found;
  for (int pass = 0; pass < 40; ++pass) {
    GramProduct whole(basis, shift), parted(basis, shift);
    fill(whole, table, 2000, 1, [&](GramProduct& into, Batch& run) { into.update(run, table.parts); });
    fill(parted, table, 130, 4, [&](GramProduct& into, Batch& run) { into.update(run, table.parts); });
    const Basis product = whole.finish(context), other = parted.finish(context);
    for (std::size_t i = 0; i < product.values.size(); ++i) {
      EXPECT_NEAR(product.values[i], other.values[i], 1e-11 * (std::fabs(product.values[i]) + exact.values[0]));
    }
    found = ritz(*basis, product, context);
    basis = std::make_shared<const Basis>(orthonormal(product, context));
  }
  for (std::size_t v = 0; v < 2; ++v) {
    EXPECT_NEAR(found.values[v], exact.values[v], 1e-9 * exact.values[v]);
    for (std::size_t i = 0; i < kWidth; ++i)
      EXPECT_NEAR(found.vectors[v * kWidth + i], exact.vectors[v * kWidth + i], 1e-7);
  }
}

TEST(Subspace, OrthonormalDropsWhatDependsOnOthers) {
  const Basis basis = orthonormal({2, 2, {1, 2, 1, 2}}, {});
  EXPECT_NEAR(basis.values[0], std::sqrt(0.5), 1e-15);
  EXPECT_EQ(basis.values[1], 0);
}

TEST(Project, WeighsColumnsLessTheirShift) {
  const Table table(300);
  std::vector<double> weights(kWidth * 2), shift(kWidth);
  for (std::size_t i = 0; i < kWidth; ++i) {
    weights[2 * i] = static_cast<double>(i) - 3.5;
    weights[2 * i + 1] = 1;
    shift[i] = i == 6 ? 1e8 : 0.25 * static_cast<double>(i);
  }
  Batch run = table.run(0, table.rows);
  run.slots.resize(8);
  Project project(table.parts, 6, std::make_shared<const Projection>(weights, shift, 2));
  project.run(run);
  PickNumbers(6, 7, 1, 2).run(run);
  for (std::size_t row = 0; row < table.rows; ++row) {
    double first = 0, second = 0;
    for (std::size_t i = 0; i < kWidth; ++i) {
      first += (table.at(row, i) - shift[i]) * weights[2 * i];
      second += table.at(row, i) - shift[i];
    }
    EXPECT_NEAR(run.get<Numbers>(6)[2 * row], first, 1e-12);
    EXPECT_NEAR(run.get<Numbers>(7)[row], second, 1e-12);
  }
  EXPECT_THROW(Projection({1, 2, 3}, {0, 0}, 2), Error);
}

TEST(SelectColumns, KeepsSomeCodesAndSomeSparseColumns) {
  const Table table(50);
  Batch run = table.run(0, 50);
  run.slots.resize(8);
  SelectCodes(1, 6, places_of({0, 2}, 3)).run(run);
  SelectSparse(2, 7, places_of({1}, 2)).run(run);
  for (std::size_t row = 0; row < 50; ++row) {
    const std::int32_t code = table.city[row];
    EXPECT_EQ(run.get<Codes>(6)[row], code == 2 ? 1 : code == 1 ? kUnseenCode : code);
  }
  EXPECT_EQ(run.get<CsrBlock>(7).values, run.get<CsrBlock>(2).values);
  for (const std::uint32_t index : run.get<CsrBlock>(7).indices) EXPECT_EQ(index, 0u);
  EXPECT_THROW(places_of({3}, 3), Error);
  EXPECT_THROW(places_of({1, 0}, 3), Error);
}

TEST(NearestRows, EqualsSortingAllPairs) {
  std::mt19937 random(5);
  for (const std::size_t rows : {std::size_t{2}, std::size_t{33}, std::size_t{1100}}) {
    MixedRows mixed{rows, {}, {}, 0.5};
    for (std::size_t i = 0; i < 2 * rows; ++i) mixed.numbers.push_back(static_cast<double>(random() % 50));
    for (std::size_t i = 0; i < rows; ++i) mixed.codes.push_back(static_cast<std::int32_t>(random() % 3));
    const std::size_t count = std::min<std::size_t>(4, rows - 1);
    const auto found = nearest_rows(mixed, count, {2, nullptr});
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::pair<double, std::size_t>> all;
      for (std::size_t other = 0; other < rows; ++other) {
        if (other == row) continue;
        const double a = mixed.numbers[2 * row] - mixed.numbers[2 * other];
        const double b = mixed.numbers[2 * row + 1] - mixed.numbers[2 * other + 1];
        all.emplace_back(a * a + b * b + (mixed.codes[row] == mixed.codes[other] ? 0.0 : 0.5), other);
      }
      std::sort(all.begin(), all.end());
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(found[row * count + i], all[i].second);
    }
  }
}

// Straight from the papers, all pairs compared.
double plain_digamma(std::size_t n) {
  double sum = -0.57721566490153286061;
  for (std::size_t i = 1; i < n; ++i) sum += 1.0 / static_cast<double>(i);
  return sum;
}

TEST(MutualInformation, EqualsAllPairsCompared) {
  const Table table(400);
  std::vector<std::int32_t> labels(table.label.begin(), table.label.end());
  labels[7] = 99;  // alone in its class
  for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{500}}) {
    double of_classes = 0, of_numbers = 0, kept = 0;
    for (std::size_t i = 0; i < 400; ++i) {
      std::vector<double> own, both;
      for (std::size_t j = 0; j < 400; ++j) {
        if (i == j) continue;
        const double dx = std::fabs(table.x[i] - table.x[j]);
        if (labels[i] == labels[j]) own.push_back(dx);
        both.push_back(std::max(dx, std::fabs(table.target[i] - table.target[j])));
      }
      std::sort(both.begin(), both.end());
      const double wide = std::nextafter(both[std::min(k, both.size()) - 1], 0.0);
      std::size_t near_x = 0, near_y = 0;
      for (std::size_t j = 0; j < 400; ++j) {
        near_x += std::fabs(table.x[i] - table.x[j]) <= wide;
        near_y += std::fabs(table.target[i] - table.target[j]) <= wide;
      }
      of_numbers -= (plain_digamma(near_x) + plain_digamma(near_y)) / 400;
      if (own.empty()) continue;
      kept += 1;
      std::sort(own.begin(), own.end());
      const std::size_t near = std::min(k, own.size());
      const double radius = std::nextafter(own[near - 1], 0.0);
      std::size_t within = 0;
      for (std::size_t j = 0; j < 400; ++j) within += j != 7 && std::fabs(table.x[i] - table.x[j]) <= radius;
      of_classes += plain_digamma(near) - plain_digamma(own.size() + 1) - plain_digamma(within);
    }
    const double classes = of_classes / kept + plain_digamma(static_cast<std::size_t>(kept));
    EXPECT_NEAR(information_of_classes(table.x, labels, k), std::max(0.0, classes), 1e-11);
    const double numbers = of_numbers + plain_digamma(400) + plain_digamma(std::min<std::size_t>(k, 399));
    EXPECT_NEAR(information_of_numbers(table.x, table.target, k), std::max(0.0, numbers), 1e-11);
  }
  EXPECT_EQ(information_of_classes({1}, {0}, 3), 0);
  EXPECT_EQ(information_of_numbers({1}, {2}, 3), 0);
}

}  // namespace
}  // namespace millrace
