#include "transforms/neighbors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

// Rows of the sample that are compared at a time: their distances stay in the first cache.
constexpr std::size_t kBlock = 1024;
// Rows to fill that a thread takes at a time.
constexpr std::size_t kChunk = 16;

}  // namespace

NeighborRows::NeighborRows(const double* values, std::size_t rows, std::size_t width, std::size_t neighbors,
                           bool by_distance)
    : rows_(rows),
      width_(width),
      neighbors_(neighbors),
      by_distance_(by_distance),
      values_(rows * width),
      present_(rows * width),
      means_(width) {
  for (std::size_t column = 0; column < width; ++column) {
    double sum = 0, count = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double value = values[row * width + column];
      if (std::isnan(value)) continue;
      values_[column * rows + row] = value;
      present_[column * rows + row] = 1;
      sum += value;
      ++count;
    }
    means_[column] = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  }
}

void NeighborRows::fill(double* row, Scratch& scratch) const {
  scratch.missing.clear();
  for (std::size_t column = 0; column < width_; ++column) {
    if (std::isnan(means_[column])) {
      row[column] = 0;
    } else if (std::isnan(row[column])) {
      scratch.missing.push_back(column);
    }
  }
  if (scratch.missing.empty()) return;
  scratch.distances.resize(kBlock);
  scratch.shared.resize(kBlock);
  scratch.nearest.resize(std::max(scratch.nearest.size(), scratch.missing.size()));
  for (std::size_t i = 0; i < scratch.missing.size(); ++i) scratch.nearest[i].clear();
  for (std::size_t begin = 0; begin < rows_; begin += kBlock) {
    const std::size_t count = std::min(kBlock, rows_ - begin);
    double* distances = scratch.distances.data();
    double* shared = scratch.shared.data();
    std::fill_n(distances, count, 0.0);
    std::fill_n(shared, count, 0.0);
    for (std::size_t column = 0; column < width_; ++column) {
      if (std::isnan(row[column]) || std::isnan(means_[column])) continue;
      const double own = row[column];
      const double* values = values_.data() + column * rows_ + begin;
      const double* present = present_.data() + column * rows_ + begin;
      for (std::size_t i = 0; i < count; ++i) {
        const double difference = own - values[i];
        distances[i] += present[i] != 0 ? difference * difference : 0.0;
        shared[i] += present[i];
      }
    }
    for (std::size_t i = 0; i < count; ++i) distances[i] /= shared[i];  // NaN where nothing is shared
    for (std::size_t m = 0; m < scratch.missing.size(); ++m) {
      const double* present = present_.data() + scratch.missing[m] * rows_ + begin;
      auto& nearest = scratch.nearest[m];
      double farthest = nearest.size() < neighbors_ ? std::numeric_limits<double>::infinity() : nearest.back().distance;
      for (std::size_t i = 0; i < count; ++i) {
        // Of equally near rows the first is there already. NaN is not below anything.
        if (present[i] == 0 ||
            !(distances[i] < farthest || (nearest.size() < neighbors_ && !std::isnan(distances[i])))) {
          continue;
        }
        if (nearest.size() == neighbors_) nearest.pop_back();
        const auto at =
            std::upper_bound(nearest.begin(), nearest.end(), distances[i],
                             [](double distance, const Scratch::Neighbor& one) { return distance < one.distance; });
        nearest.insert(at, {distances[i], begin + i});
        if (nearest.size() == neighbors_) farthest = nearest.back().distance;
      }
    }
  }
  for (std::size_t m = 0; m < scratch.missing.size(); ++m) {
    row[scratch.missing[m]] = mean_of(scratch.nearest[m], scratch.missing[m]);
  }
}

double NeighborRows::mean_of(const std::vector<Scratch::Neighbor>& nearest, std::size_t column) const {
  if (nearest.empty()) return means_[column];
  const double* values = values_.data() + column * rows_;
  // Rows at no distance leave nothing to the others.
  const bool touching = nearest.front().distance == 0;
  double sum = 0, total = 0;
  for (const Scratch::Neighbor& one : nearest) {
    double weight = 1;
    if (by_distance_) weight = touching ? (one.distance == 0 ? 1.0 : 0.0) : 1 / std::sqrt(one.distance);
    sum += weight * values[one.row];
    total += weight;
  }
  return sum / total;
}

FillFromNeighbors::FillFromNeighbors(std::vector<Slot> in, Slot out, std::shared_ptr<const NeighborRows> rows)
    : in_(std::move(in)), out_(out), rows_(std::move(rows)) {
  if (in_.size() != rows_->width()) throw Error("MODEL_CORRUPT", "neighbors of another number of columns");
}

void FillFromNeighbors::run(Run& run) {
  const std::size_t width = in_.size();
  const auto row_count = static_cast<std::size_t>(run.row_count);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(row_count * width);
  for (std::size_t column = 0; column < width; ++column) {
    const Numbers& numbers = run.get<Numbers>(in_[column]);
    for (std::size_t row = 0; row < row_count; ++row) out[row * width + column] = numbers[row];
  }
  if (row_count <= kChunk) {
    NeighborRows::Scratch scratch;
    for (std::size_t row = 0; row < row_count; ++row) rows_->fill(out.data() + row * width, scratch);
    return;
  }
  parallel_for(run.context, (row_count + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    NeighborRows::Scratch scratch;
    const std::size_t end = std::min(row_count, (chunk + 1) * kChunk);
    for (std::size_t row = chunk * kChunk; row < end; ++row) rows_->fill(out.data() + row * width, scratch);
  });
}

void PickNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(static_cast<std::size_t>(run.row_count));
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = in[row * width_ + index_];
}

}  // namespace millrace
