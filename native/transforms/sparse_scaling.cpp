#include "transforms/sparse_scaling.h"

#include <cmath>

namespace millrace {

namespace {

// Sparse rows may come from a model file that was tampered with.
void require_below(std::uint32_t column, std::size_t width) {
  if (column >= width) throw Error("MODEL_CORRUPT", "a sparse row has a value beyond its columns");
}

}  // namespace

void SparseExtrema::update(const CsrBlock& rows) {
  for (std::size_t i = 0; i < rows.indices.size(); ++i) {
    require_below(rows.indices[i], max_.size());
    double& max = max_[rows.indices[i]];
    const double size = std::fabs(static_cast<double>(rows.values[i]));
    if (size > max) max = size;
  }
}

void SparseExtrema::merge(SparseExtrema& next) {
  for (std::size_t i = 0; i < max_.size(); ++i) {
    if (next.max_[i] > max_[i]) max_[i] = next.max_[i];
  }
}

void SparseExtremaFold::run(Run& run) { state->update(run.get<CsrBlock>(in)); }

void SparseMoments::update(const CsrBlock& rows, const double* weights) {
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows.row_count); ++row) {
    const double weight = weights ? weights[row] : 1.0;
    if (!(weight > 0)) continue;
    weight_ += weight;
    for (std::uint32_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
      require_below(rows.indices[i], columns_.size());
      Column& column = columns_[rows.indices[i]];
      column.weight += weight;
      const double value = rows.values[i];
      const double delta = value - column.mean;
      column.mean += delta * (weight / column.weight);
      column.squares += weight * (delta * (value - column.mean));
    }
  }
}

void SparseMoments::Column::add(const Column& other) {
  const double total = weight + other.weight;
  if (total == 0) return;
  const double delta = other.mean - mean;
  mean += delta * (other.weight / total);
  squares += other.squares + delta * delta * (weight * other.weight / total);
  weight = total;
}

void SparseMoments::merge(SparseMoments& next) {
  weight_ += next.weight_;
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].add(next.columns_[i]);
}

SparseMoments::Result SparseMoments::finish() const {
  Result result{weight_, {}, {}};
  for (Column column : columns_) {
    const double zeros = weight_ - column.weight;
    if (zeros > 0) column.add({zeros, 0, 0});
    result.means.push_back(column.mean);
    result.variances.push_back(weight_ > 0 ? column.squares / weight_ : 0.0);
  }
  return result;
}

void SparseMomentsFold::run(Run& run) {
  state->update(run.get<CsrBlock>(in), weight < 0 ? nullptr : run.get<Numbers>(weight).data());
}

void ScaleSparse::run(Run& run) {
  CsrBlock& out = run.make<CsrBlock>(out_);
  out = run.get<CsrBlock>(in_);
  for (std::size_t i = 0; i < out.indices.size(); ++i) {
    require_below(out.indices[i], scales_.size());
    out.values[i] = static_cast<float>(static_cast<double>(out.values[i]) / scales_[out.indices[i]]);
  }
}

}  // namespace millrace
