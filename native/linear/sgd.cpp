#include "linear/sgd.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/math.h"
#include "core/random.h"

namespace millrace {

namespace {

// Steps along steeper slopes than this would lose the weights.
constexpr double kSteepest = 1e12;
// Rows of sparse matrices have few non-zeros and an intercept that is hit by all: it moves slower (as scikit-learn's).
constexpr double kSparseIntercept = 0.01;
constexpr double kLeastAdaptiveEta = 1e-6;

DenseRow row_at(const DenseBlock& block, std::size_t row, std::int32_t stride) {
  return {block.values.data() + row * static_cast<std::size_t>(stride)};
}

SparseRow row_at(const CsrBlock& block, std::size_t row) {
  const std::size_t begin = block.offsets[row];
  return {block.indices.data() + begin, block.values.data() + begin, block.offsets[row + 1] - begin};
}

std::int64_t size_of(const FeatureMatrix& matrix) {
  return matrix.byte_count() + matrix.row_count * static_cast<std::int64_t>(2 * sizeof(double));
}

}  // namespace

SgdFit::SgdFit(SgdOptions options) : options_(std::move(options)), keeps_(options_.kept_bytes > 0) {
  if (options_.schedule == SgdSchedule::optimal) {
    // The first step is such that weights of the size that alpha allows are reached and not passed.
    const double typical = std::sqrt(1 / std::sqrt(options_.alpha));
    const double first = typical / std::max(1.0, options_.loss.slope(1, -typical));
    optimal_start_ = 1 / (first * options_.alpha);
  }
}

void SgdFit::begin(bool sparse, std::int32_t column_count) {
  if (outputs_.empty()) {
    sparse_ = sparse;
    column_count_ = column_count;
    const std::int32_t stride = (column_count + kDenseStride - 1) / kDenseStride * kDenseStride;
    const int outputs = options_.class_count > 2 ? options_.class_count : 1;
    for (int i = 0; i < outputs; ++i) {
      Output output{ScaledWeights(stride, options_.average > 0, options_.penalises && options_.l1_ratio > 0)};
      output.eta = options_.eta0;
      outputs_.push_back(std::move(output));
    }
  } else if (sparse != sparse_ || column_count != column_count_) {
    throw Error("INTERNAL", "the rows of an epoch have another shape than those before");
  }
  *pending_ = FeatureMatrix{};
  pending_->sparse = sparse_;
  pending_->column_count = column_count_;
}

void SgdFit::use(std::shared_ptr<const FeatureMatrix> matrix, const double* targets, const double* weights) {
  begin(matrix->sparse, matrix->column_count);
  stored_values_ = matrix->value_count();
  whole_ = std::move(matrix);
  whole_targets_ = targets;
  whole_weights_ = weights;
  keeps_ = true;
}

void SgdFit::learn_windows(const RunContext& context) {
  while (pending_->row_count >= kWindowRows) take_window(kWindowRows, context);
}

void SgdFit::take_window(std::int64_t rows, const RunContext& context) {
  learn({pending_.get(), 0, rows, targets_.data(), weights_.empty() ? nullptr : weights_.data()}, context);
  const auto blocks = static_cast<std::ptrdiff_t>((rows + kBlockRows - 1) / kBlockRows);
  FeatureMatrix taken;
  taken.sparse = sparse_;
  taken.column_count = column_count_;
  taken.row_count = rows;
  const auto move_blocks = [blocks](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.begin() + blocks));
    from.erase(from.begin(), from.begin() + blocks);
  };
  if (sparse_) {
    move_blocks(pending_->csr, taken.csr);
  } else {
    move_blocks(pending_->dense, taken.dense);
  }
  pending_->row_count -= rows;
  if (epoch_ == 0) stored_values_ += taken.value_count();
  const auto move_numbers = [rows](std::vector<double>& from, std::vector<double>* to) {
    const auto end = from.begin() + std::min(static_cast<std::ptrdiff_t>(rows), std::ssize(from));
    if (to) to->insert(to->end(), from.begin(), end);
    from.erase(from.begin(), end);
  };
  if (keeps_ && epoch_ == 0) {
    kept_size_ += size_of(taken);
    if (kept_size_ > options_.kept_bytes) {
      keeps_ = false;
      *kept_ = FeatureMatrix{};
      std::vector<double>().swap(kept_targets_);
      std::vector<double>().swap(kept_weights_);
    } else {
      kept_->sparse = sparse_;
      kept_->column_count = column_count_;
      kept_->row_count += rows;
      if (sparse_) {
        move_blocks(taken.csr, kept_->csr);
      } else {
        move_blocks(taken.dense, kept_->dense);
      }
    }
  }
  const bool keep = keeps_ && epoch_ == 0;
  move_numbers(targets_, keep ? &kept_targets_ : nullptr);
  move_numbers(weights_, keep ? &kept_weights_ : nullptr);
}

SgdEpoch SgdFit::end_epoch(const RunContext& context) {
  if (pending_->row_count > 0) take_window(pending_->row_count, context);
  if (keeps_) {
    whole_ = kept_;
    whole_targets_ = kept_targets_.data();
    whole_weights_ = kept_weights_.empty() ? nullptr : kept_weights_.data();
  }
  return close_epoch();
}

SgdEpoch SgdFit::epoch_in_memory(const RunContext& context) {
  for (std::int64_t begin = 0; begin < whole_->row_count; begin += kWindowRows) {
    const std::int64_t rows = std::min(kWindowRows, whole_->row_count - begin);
    learn({whole_.get(), static_cast<std::size_t>(begin / kBlockRows), rows, whole_targets_ + begin,
           whole_weights_ ? whole_weights_ + begin : nullptr},
          context);
  }
  return close_epoch();
}

void SgdFit::learn(const Window& window, const RunContext& context) {
  const auto rows = static_cast<std::size_t>(window.row_count);
  order_.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) order_[i] = static_cast<std::int32_t>(i);
  if (options_.shuffle) {
    const RandomStream random(options_.seed, "sgd order", static_cast<std::uint64_t>(epoch_));
    for (std::size_t i = 0; i + 1 < rows; ++i) {
      const std::uint64_t word = random.uint32(static_cast<std::uint64_t>(rows_) + i);
      std::swap(order_[i], order_[i + static_cast<std::size_t>(word * (rows - i) >> 32)]);
    }
  }
  parallel_for(context, outputs_.size(), [&](std::size_t index) {
    Output& output = outputs_[index];
    if (output.stopped) return;
    for (std::size_t i = 0; i < rows; ++i) {
      if (i % static_cast<std::size_t>(kBlockRows) == 0) context.check();
      const auto row = static_cast<std::size_t>(order_[i]);
      const std::size_t block = window.first_block + row / kBlockRows;
      const std::size_t at = row % kBlockRows;
      const double weight = window.weights ? window.weights[row] : 1.0;
      const int number = static_cast<int>(index);
      if (sparse_) {
        learn_row(output, row_at(window.matrix->csr[block], at), window.targets[row], weight, number);
      } else {
        learn_row(output, row_at(window.matrix->dense[block], at, window.matrix->stride()), window.targets[row], weight,
                  number);
      }
    }
  });
  rows_ += window.row_count;
}

template <typename Row>
void SgdFit::learn_row(Output& output, const Row& row, double target, double weight, int index) const {
  const SgdOptions& o = options_;
  double y = target;
  if (o.class_count > 0) {
    // Of two classes the second is positive; of more, each against the others, which all weigh 1.
    const bool positive = o.class_count == 2 ? target == 1 : static_cast<int>(target) == index;
    y = positive ? 1 : -1;
    if (!o.class_weights.empty()) {
      if (positive) {
        weight *= o.class_weights[o.class_count == 2 ? 1 : static_cast<std::size_t>(index)];
      } else if (o.class_count == 2) {
        weight *= o.class_weights[0];
      }
    }
  }
  ScaledWeights& w = output.weights;
  const double p = w.dot(row) + output.intercept;
  if (o.schedule == SgdSchedule::optimal) {
    output.eta = 1 / (o.alpha * (optimal_start_ + output.t - 1));
  } else if (o.schedule == SgdSchedule::invscaling) {
    output.eta = o.eta0 * math::exp(-o.power_t * math::log(output.t));
  }
  output.objective += o.loss.value(y, p);
  if (o.penalises) output.objective += o.alpha * ((1 - o.l1_ratio) * 0.5 * w.squares() + o.l1_ratio * w.sizes());
  const double slope = std::clamp(o.loss.slope(y, p), -kSteepest, kSteepest);
  const double step = -output.eta * slope * weight;
  if (o.penalises && o.l1_ratio < 1) w.shrink(std::max(0.0, 1 - (1 - o.l1_ratio) * output.eta * o.alpha));
  if (step != 0) {
    w.add(row, step);
    if (o.fit_intercept) output.intercept += sparse_ ? step * kSparseIntercept : step;
  }
  if (o.average > 0 && static_cast<double>(o.average) <= output.t) {
    const double count = output.t - static_cast<double>(o.average) + 1;
    w.average(row, step, count);
    output.average_intercept += (output.intercept - output.average_intercept) / count;
  }
  if (o.penalises && o.l1_ratio > 0) {
    output.penalty += o.l1_ratio * output.eta * o.alpha;
    w.penalise(row, output.penalty);
  }
  output.t += 1;
}

bool SgdFit::stopped() const {
  return std::all_of(outputs_.begin(), outputs_.end(), [](const Output& output) { return output.stopped; });
}

bool SgdFit::converged() const {
  if (options_.tol == -std::numeric_limits<double>::infinity()) return true;
  return std::all_of(outputs_.begin(), outputs_.end(),
                     [](const Output& output) { return output.stopped && output.last <= output.first; });
}

SgdEpoch SgdFit::close_epoch() {
  ++epoch_;
  const auto count = static_cast<double>(rows_);
  double total = 0;
  for (Output& output : outputs_) {
    const double objective = output.objective / count;
    total += objective;
    if (output.stopped) continue;
    if (!std::isfinite(output.intercept) || !output.weights.finite()) {
      throw Error("VALUE_INFINITE", "weights left the range of float64 in epoch " + std::to_string(epoch_),
                  "scale the features with a standardScaler first, or lower eta0");
    }
    if (epoch_ == 1) output.first = objective;
    output.last = objective;
    output.no_change = objective > output.best - options_.tol ? output.no_change + 1 : 0;
    output.best = std::min(output.best, objective);
    if (output.no_change >= options_.no_change_epochs) {
      if (options_.schedule == SgdSchedule::adaptive && output.eta > kLeastAdaptiveEta) {
        output.eta /= 5;
        output.no_change = 0;
      } else {
        output.stopped = true;
      }
    }
    if (!output.stopped) output.objective = 0;  // that of one that has stopped is told again
  }
  rows_ = 0;
  return {epoch_, total};
}

void SgdFit::store(std::vector<double>& weights, std::vector<double>& intercepts) const {
  const auto columns = static_cast<std::size_t>(column_count_);
  weights.resize(outputs_.size() * columns);
  intercepts.clear();
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Output& output = outputs_[i];
    const bool averaged = options_.average > 0 && static_cast<double>(options_.average) <= output.t - 1;
    output.weights.store(weights.data() + i * columns, column_count_, averaged);
    intercepts.push_back(averaged ? output.average_intercept : output.intercept);
  }
}

}  // namespace millrace
