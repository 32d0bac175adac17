#include "reduction/co_moments.h"

#include <algorithm>

#include "reduction/matrix_rows.h"

namespace millrace {

namespace {

constexpr std::size_t kTile = 4;

// products[i][j] += Σ rows x_i x_j for a tile at (i, j).
void add_tile(const double* rows, std::size_t count, std::size_t width, std::size_t i0, std::size_t j0,
              double* products) {
  const std::size_t rows_i = std::min(kTile, width - i0), columns_j = std::min(kTile, width - j0);
  double sums[kTile][kTile] = {};
  if (rows_i == kTile && columns_j == kTile) {
    for (std::size_t r = 0; r < count; ++r) {
      const double* left = rows + r * width + i0;
      const double* right = rows + r * width + j0;
      for (std::size_t i = 0; i < kTile; ++i) {
        for (std::size_t j = 0; j < kTile; ++j) sums[i][j] += left[i] * right[j];
      }
    }
  } else {
    for (std::size_t r = 0; r < count; ++r) {
      const double* left = rows + r * width + i0;
      const double* right = rows + r * width + j0;
      for (std::size_t i = 0; i < rows_i; ++i) {
        for (std::size_t j = 0; j < columns_j; ++j) sums[i][j] += left[i] * right[j];
      }
    }
  }
  for (std::size_t i = 0; i < rows_i; ++i) {
    for (std::size_t j = 0; j < columns_j; ++j) products[(i0 + i) * width + j0 + j] += sums[i][j];
  }
}

}  // namespace

void CoMoments::start(std::int32_t width) {
  if (!products_.empty() || width == 0) return;
  width_ = static_cast<std::size_t>(width);
  block_.resize(kRows * width_);
  classes_.resize(kRows);
  class_rows_.resize(class_count_);
  means_.resize(class_count_ * width_);
  products_.resize(width_ * width_);
}

void CoMoments::update(Run& run, const std::vector<Part>& parts, const Codes* classes) {
  start(width_of(parts));
  for (std::int64_t begin = 0; begin < run.row_count;) {
    run.context.check();
    const std::int64_t end = std::min(run.row_count, begin + static_cast<std::int64_t>(kRows - filled_));
    fill_rows(run, parts, begin, end, block_.data() + filled_ * width_, static_cast<std::int32_t>(width_));
    centre_rows(filled_, filled_ + static_cast<std::size_t>(end - begin));
    for (std::int64_t row = begin; row < end; ++row) {
      const std::int32_t code = classes ? (*classes)[static_cast<std::size_t>(row)] : 0;
      if (code < 0 || static_cast<std::size_t>(code) >= class_count_) throw Error("INTERNAL", "no such class");
      classes_[filled_ + static_cast<std::size_t>(row - begin)] = static_cast<std::uint32_t>(code);
    }
    filled_ += static_cast<std::size_t>(end - begin);
    if (filled_ == kRows) close_block(run.context);
    begin = end;
  }
}

void CoMoments::update(const RunContext& context, const FeatureMatrix& matrix, const double* classes) {
  start(matrix.column_count);
  std::size_t row = 0;
  for (std::size_t b = 0; b < matrix.block_count(); ++b) {
    const std::int32_t count = matrix.sparse ? matrix.csr[b].row_count : matrix.dense[b].row_count;
    for (std::int32_t r = 0; r < count; ++r, ++row) {
      double* out = block_.data() + filled_ * width_;
      if (matrix.sparse) {
        const CsrBlock& rows = matrix.csr[b];
        std::fill(out, out + width_, 0.0);
        for (std::uint32_t i = rows.offsets[static_cast<std::size_t>(r)];
             i < rows.offsets[static_cast<std::size_t>(r) + 1]; ++i) {
          out[rows.indices[i]] = static_cast<double>(rows.values[i]);
        }
      } else {
        const float* in = matrix.dense[b].values.data() + static_cast<std::size_t>(r * matrix.stride());
        for (std::size_t i = 0; i < width_; ++i) out[i] = static_cast<double>(in[i]);
      }
      centre_rows(filled_, filled_ + 1);
      classes_[filled_] = classes ? static_cast<std::uint32_t>(classes[row]) : 0;
      if (++filled_ < kRows) continue;
      context.check();
      close_block(context);
    }
  }
}

void CoMoments::centre_rows(std::size_t begin, std::size_t end) {
  if (begin == end) return;
  if (centres_.empty()) {
    const auto first = block_.begin() + static_cast<std::ptrdiff_t>(begin * width_);
    centres_.assign(first, first + static_cast<std::ptrdiff_t>(width_));
  }
  for (std::size_t row = begin; row < end; ++row) {
    for (std::size_t i = 0; i < width_; ++i) block_[row * width_ + i] -= centres_[i];
  }
}

void CoMoments::close_block(const RunContext& context) {
  if (filled_ == 0) return;
  std::vector<double> class_rows(class_count_), means(class_count_ * width_);
  for (std::size_t r = 0; r < filled_; ++r) {
    class_rows[classes_[r]] += 1;
    double* mean = means.data() + classes_[r] * width_;
    for (std::size_t i = 0; i < width_; ++i) mean[i] += block_[r * width_ + i];
  }
  for (std::size_t c = 0; c < class_count_; ++c) {
    for (std::size_t i = 0; class_rows[c] > 0 && i < width_; ++i) means[c * width_ + i] /= class_rows[c];
  }
  for (std::size_t r = 0; r < filled_; ++r) {
    const double* mean = means.data() + classes_[r] * width_;
    for (std::size_t i = 0; i < width_; ++i) block_[r * width_ + i] -= mean[i];
  }
  const std::size_t tiles = (width_ + kTile - 1) / kTile;
  parallel_for(context, tiles, [&](std::size_t tile) {
    for (std::size_t other = tile; other < tiles; ++other) {
      add_tile(block_.data(), filled_, width_, tile * kTile, other * kTile, products_.data());
    }
  });
  filled_ = 0;
  add(class_rows, means, context);
}

// Adds classes whose products are in already: what their means lie apart from the means so far.
void CoMoments::add(const std::vector<double>& class_rows, const std::vector<double>& means,
                    const RunContext& context) {
  std::vector<double> step(width_);
  for (std::size_t c = 0; c < class_count_; ++c) {
    if (class_rows[c] == 0) continue;
    const double count = class_rows_[c] + class_rows[c];
    const double shared = class_rows_[c] * class_rows[c] / count;
    for (std::size_t i = 0; i < width_; ++i) {
      double& mean = means_[c * width_ + i];
      step[i] = means[c * width_ + i] - mean;
      mean += step[i] * (class_rows[c] / count);
    }
    if (shared > 0) {
      parallel_for(context, width_, [&](std::size_t i) {
        const double factor = step[i] * shared;
        for (std::size_t j = i; j < width_; ++j) products_[i * width_ + j] += factor * step[j];
      });
    }
    class_rows_[c] = count;
  }
}

void CoMoments::merge(CoMoments& next) {
  const RunContext alone;
  next.close_block(alone);
  if (next.products_.empty()) return;
  start(static_cast<std::int32_t>(next.width_));
  close_block(alone);
  if (next.centres_.empty()) return;
  if (centres_.empty()) centres_ = next.centres_;
  for (std::size_t i = 0; i < products_.size(); ++i) products_[i] += next.products_[i];
  std::vector<double> means = next.means_;
  for (std::size_t i = 0; i < means.size(); ++i) means[i] += next.centres_[i % width_] - centres_[i % width_];
  add(next.class_rows_, means, alone);
}

CoMoments::Result CoMoments::finish(const RunContext& context) {
  close_block(context);
  Result result{class_rows_, centres_, means_, products_};
  for (std::size_t i = 0; i < width_; ++i) {
    for (std::size_t j = 0; j < i; ++j) result.products[i * width_ + j] = products_[j * width_ + i];
  }
  return result;
}

void CoMomentsFold::run(Run& run) { state->update(run, parts, classes < 0 ? nullptr : &run.get<Codes>(classes)); }

}  // namespace millrace
