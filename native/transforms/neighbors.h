// Missing numbers filled in from the nearest rows of a sample.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "transforms/program.h"

namespace millrace {

// Rows with missing numbers, and what stands in for a missing number of another row: the mean of the numbers that the
// nearest of those that have one hold there. How near rows are is told by the numbers that both have: the mean of their
// squared differences (the NaN-euclidean distance of Dixon 1979, as in scikit-learn's KNNImputer). Of equally near rows
// the first counts. A row that shares no number with any gets the mean of the column.
class NeighborRows {
 public:
  // values[rows][width], NaN where missing. by_distance: whether nearer rows weigh more, by 1 / distance.
  NeighborRows(const double* values, std::size_t rows, std::size_t width, std::size_t neighbors, bool by_distance);

  std::size_t width() const { return width_; }
  // Fills in what `row` [width] misses; columns without a single number become 0. Needs `Scratch` of its own.
  struct Scratch {
    std::vector<double> distances, shared;
    std::vector<std::size_t> missing;
    struct Neighbor {
      double distance;  // squared, of the mean
      std::size_t row;
    };
    std::vector<std::vector<Neighbor>> nearest;  // of each missing column, ascending
  };
  void fill(double* row, Scratch& scratch) const;

 private:
  double mean_of(const std::vector<Scratch::Neighbor>& nearest, std::size_t column) const;

  std::size_t rows_, width_, neighbors_;
  bool by_distance_;
  // [width][rows]: the numbers, 0 where missing; and 1 where there is one, else 0.
  std::vector<double> values_, present_;
  std::vector<double> means_;  // [width], NaN of columns without a number
};

// out[r][width] = the rows of the inputs with what is missing filled in.
class FillFromNeighbors : public Operation {
 public:
  FillFromNeighbors(std::vector<Slot> in, Slot out, std::shared_ptr<const NeighborRows> rows);
  void run(Run& run) override;

 private:
  std::vector<Slot> in_;
  Slot out_;
  std::shared_ptr<const NeighborRows> rows_;
};

// out[r] = in[r][index], of `width` numbers a row.
class PickNumbers : public Operation {
 public:
  PickNumbers(Slot in, Slot out, std::size_t index, std::size_t width)
      : in_(in), out_(out), index_(index), width_(width) {}
  void run(Run& run) override;

 private:
  Slot in_, out_;
  std::size_t index_, width_;
};

}  // namespace millrace
