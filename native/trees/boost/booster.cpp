#include "trees/boost/booster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/random.h"
#include "trees/boost/bin_tree.h"
#include "trees/boost/forest_builder.h"
#include "trees/boost/quantise.h"
#include "trees/boost/training_weights.h"
#include "trees/boost/tree_values.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kLossRows = 8192;
// Bits from which on the rounding of gradients is less than a thousandth of what they vary by from row to row, so that
// their sums serve for the values of leaves too.
constexpr int kBitsForValues = 12;

std::size_t training_end_of(const BinnedMatrix& matrix, const BoosterOptions& options) {
  if (options.validation_rows < 0 || options.validation_rows >= matrix.row_count) {
    throw Error("ROWS_TOO_FEW", "no row is left to train on", "hold fewer rows back");
  }
  return static_cast<std::size_t>(matrix.row_count - options.validation_rows);
}

}  // namespace

struct Booster::State {
  std::shared_ptr<const BinnedMatrix> matrix;
  BoosterRows rows;
  BoosterOptions options;
  std::size_t training_end;
  std::vector<std::uint8_t> held;  // [training_end], empty when no row is
  std::vector<float> weights;      // [training_end], empty when all are 1
  Labels labels;
  std::unique_ptr<Objective> objective;
  RowSampler sampler;
  Grower grower;
  EarlyStopping stopping;
  Metric metric;

  std::vector<std::uint32_t> training_rows, validation_rows, loss_rows;
  Metric loss_metric;

  Forest forest;
  std::size_t first_trees = 0;  // of the model it continued from
  bool finished = false;

  // Scratch, kept from iteration to iteration.
  AlignedVector<double> scores;  // [outputs][row_count]
  AlignedVector<float> gradients, hessians, magnitudes;
  std::vector<float> given_gradients, given_hessians;  // [outputs][training_end], of custom objectives
  QuantisedGradients quantised;
  AlignedVector<std::uint16_t> leaf_of;
  RowSample sample;

  State(std::shared_ptr<const BinnedMatrix> given, BoosterRows of_rows, BoosterOptions chosen,
        const RunContext& context)
      : matrix(std::move(given)),
        rows(of_rows),
        options(std::move(chosen)),
        training_end(training_end_of(*matrix, options)),
        held(draw_held(rows, options, training_end)),
        sampler(options.sampling, options.seed, training_end, held),
        grower(*matrix, options.grow),
        stopping(options.patience, options.min_delta, options.custom_higher_is_better) {
    const auto row_count = static_cast<std::size_t>(matrix->row_count);
    if (options.grow.max_leaf_nodes > kMostLeaves) {
      throw Error("OPTION_INVALID", "maxLeafNodes is above 65536", "use fewer leaves");
    }
    labels = {row_count, rows.target, nullptr, rows.group, training_end};
    // Targets are checked before class weights index by them.
    (void)make_objective(options.objective.name == "lambdaRank" ? ObjectiveOptions{} : options.objective, labels,
                         context);
    weights = training_weights(rows, options, training_end, held);
    labels.weight = weights.empty() ? nullptr : weights.data();
    objective = make_objective(options.objective, labels, context);
    collect_rows();
    choose_metrics();
    const auto outputs = static_cast<std::size_t>(objective->output_count());
    forest = empty_forest(static_cast<std::int32_t>(matrix->feature_count()), objective->output_count(),
                          objective->link(), objective->initial_scores(context));
    scores.resize(outputs * row_count);
    for (std::size_t k = 0; k < outputs; ++k) {
      std::fill_n(scores.begin() + static_cast<std::ptrdiff_t>(k * row_count), row_count, forest.base_scores[k]);
    }
    leaf_of.resize(row_count);
  }

  bool is_custom() const { return options.objective.name == "custom"; }
  bool is_held(std::size_t row) const { return !held.empty() && held[row] != 0; }
  std::size_t output_count() const { return static_cast<std::size_t>(forest.output_count); }
  std::int64_t iterations() const { return static_cast<std::int64_t>(forest.tree_count() / output_count()); }

  void collect_rows() {
    for (std::size_t row = 0; row < labels.row_count; ++row) {
      const bool is_training = row < training_end && !is_held(row);
      (is_training ? training_rows : validation_rows).push_back(static_cast<std::uint32_t>(row));
    }
    if (training_rows.empty() || (options.validation_fraction > 0 && validation_rows.empty())) {
      throw Error("ROWS_TOO_FEW",
                  std::to_string(labels.row_count) + " rows are too few to hold a share of " +
                      std::to_string(options.validation_fraction) + " of them back",
                  "give more rows, or turn early stopping off");
    }
    const std::size_t stride = (training_rows.size() + kLossRows - 1) / kLossRows;
    for (std::size_t i = 0; i < training_rows.size(); i += stride) loss_rows.push_back(training_rows[i]);
    if (rows.group) loss_rows = training_rows;
  }

  void choose_metrics() {
    const bool is_ranking = rows.group != nullptr;
    if (!options.metric.empty()) {
      metric = metric_of(options.metric, options.objective);
      stopping = EarlyStopping(options.patience, options.min_delta, metric.higher_is_better);
    }
    if (is_ranking) {
      loss_metric = {"ndcg", true};
    } else if (is_custom()) {
      loss_metric = {options.objective.class_count > 0 ? "logLoss" : "mse", false};
    } else {
      loss_metric = {"loss", false};
    }
  }

  double training_loss(const RunContext& context) const {
    const double value =
        evaluate_metric(loss_metric, *objective, {&labels, rows.weight, loss_rows, scores.data()}, context);
    return loss_metric.higher_is_better ? 1 - value : value;
  }

  // Gradients of an output at the scores that the iteration began with; whether hessians were written.
  const float* differentiate(std::size_t k, bool needs_hessians, const RunContext& context) {
    gradients.resize(training_end);
    if (is_custom()) {
      std::copy_n(given_gradients.begin() + static_cast<std::ptrdiff_t>(k * training_end), training_end,
                  gradients.begin());
      hessians.resize(training_end);
      std::copy_n(given_hessians.begin() + static_cast<std::ptrdiff_t>(k * training_end), training_end,
                  hessians.begin());
      return hessians.data();
    }
    float* to = nullptr;
    if (needs_hessians || !objective->constant_hessian()) {
      hessians.resize(training_end);
      to = hessians.data();
    }
    objective->differentiate(static_cast<std::int32_t>(k), scores.data() + k * labels.row_count, gradients.data(), to,
                             context);
    return to;
  }

  void draw_sample(std::int64_t iteration, const RunContext& context) {
    if (sampler.needs_magnitudes(iteration)) {
      magnitudes.assign(training_end, 0.0f);
      for (std::size_t k = 0; k < output_count(); ++k) {
        const float* of_output = differentiate(k, false, context);
        sampler.add_magnitudes(gradients.data(), of_output, magnitudes.data(), context);
      }
    }
    sampler.draw(iteration, magnitudes.data(), sample, context);
  }

  // Lets rows that were drawn stand for those that were not.
  void amplify(const RunContext& context) {
    for_blocks(context, training_end, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin; row < end; ++row) {
        gradients[row] *= sample.factor[row];
        hessians[row] *= sample.factor[row];
      }
    });
  }

  struct Grown {
    GrownTree tree;
    std::vector<double> values, weights;
  };

  Grown grow(std::size_t k, std::uint64_t number, const RunContext& context) {
    const bool amplifies = !sample.factor.empty();
    const bool sums_integers = options.quantised_bits >= kBitsForValues;
    RowDerivatives derivatives{training_end, false, nullptr, nullptr, {}};
    if (sums_integers && !amplifies && objective->is_rowwise()) {
      derivatives.has_hessians = !objective->constant_hessian();
      derivatives.derive = [&](std::size_t begin, std::size_t end, float* to_gradients, float* to_hessians) {
        objective->differentiate_rows(static_cast<std::int32_t>(k), scores.data() + k * labels.row_count, begin, end,
                                      to_gradients, to_hessians);
      };
    } else {
      derivatives.hessians = differentiate(k, amplifies, context);
      if (amplifies) amplify(context);
      derivatives.gradients = gradients.data();
      derivatives.has_hessians = derivatives.hessians != nullptr;
    }
    quantise(derivatives, sample, options.quantised_bits, options.seed, number, quantised, context);
    const auto features =
        draw_features(options.seed, static_cast<std::int64_t>(number),
                      static_cast<std::uint32_t>(matrix->feature_count()), options.column_sample_by_tree);
    const std::uint64_t node_seed = RandomStream(options.seed, "node columns", number).uint64(0);
    Grown grown{grower.grow(quantised, features, node_seed, leaf_of.data(), context), {}, {}};
    const auto leaves = leaves_of(grown.tree);
    walk_others(grown.tree, *matrix, sample, training_end, leaf_of, context);
    const auto sums = sums_integers ? node_sums(grown.tree)
                                    : float_node_sums(grown.tree, leaves, leaf_of, gradients.data(),
                                                      derivatives.hessians, sample, training_end, context);
    double* at = scores.data() + k * labels.row_count;
    grown.values =
        node_values(grown.tree, *matrix, sums, leaf_of, sample, training_end, *objective, at, options.grow, context);
    for (double& value : grown.values) value *= options.learning_rate;
    grown.weights.reserve(sums.size());
    for (const NodeSums& sum : sums) grown.weights.push_back(sum.hessian);
    std::vector<double> leaf_values;
    leaf_values.reserve(leaves.size());
    for (const std::uint32_t leaf : leaves) leaf_values.push_back(grown.values[leaf]);
    add_leaf_values(leaf_of, leaf_values, at, context);
    return grown;
  }

  // Whether another draw of rows or columns may yet find a split.
  bool draws() const {
    return options.sampling.kind != RowSamplingOptions::Kind::all || options.column_sample_by_tree < 1 ||
           options.grow.column_sample_by_node < 1;
  }

  BoosterStep iterate(const RunContext& context) {
    const std::int64_t iteration = iterations();
    objective->begin_iteration(scores.data(), context);
    draw_sample(iteration, context);
    bool splits = false;
    for (std::size_t k = 0; k < output_count(); ++k) {
      context.check();
      const std::uint64_t number = static_cast<std::uint64_t>(iteration) * output_count() + k;
      const Grown grown = grow(k, number, context);
      splits = splits || grown.tree.nodes.size() > 1;
      append_tree(forest, grown.tree, static_cast<std::int32_t>(k), grown.values, grown.weights, *matrix);
    }
    finished = !splits && !draws();
    BoosterStep step{iterations(), training_loss(context), std::numeric_limits<double>::quiet_NaN(), finished};
    if (!options.metric.empty() && !validation_rows.empty()) {
      step.validation =
          evaluate_metric(metric, *objective, {&labels, rows.weight, validation_rows, scores.data()}, context);
      report(step.validation);
    }
    step.finished = finished;
    return step;
  }

  void report(double value) {
    if (!stopping.report(iterations(), value)) finished = true;
  }

  void replay(const RunContext& context) {
    for (std::size_t t = first_trees; t < forest.tree_count(); ++t) {
      const GrownTree tree = grown_tree_of(forest, t, *matrix);
      const BinTree walked(tree, *matrix);
      std::vector<double> leaf_values;
      for (std::size_t n = forest.tree_begins[t]; n < forest.tree_begins[t + 1]; ++n) {
        if (forest.feature[n] < 0) leaf_values.push_back(forest.values[n]);
      }
      double* at = scores.data() + static_cast<std::size_t>(forest.tree_outputs[t]) * labels.row_count;
      for_blocks(context, labels.row_count, [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> rows(end - begin), reached(end - begin);
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
        walked.leaves_of(rows, reached.data());
        for (std::size_t i = 0; i < rows.size(); ++i) at[begin + i] += leaf_values[reached[i]];
      });
    }
  }
};

Booster::Booster(std::shared_ptr<const BinnedMatrix> matrix, BoosterRows rows, BoosterOptions options,
                 const RunContext& context)
    : state_(std::make_unique<State>(std::move(matrix), rows, std::move(options), context)) {}

Booster::~Booster() = default;

void Booster::continue_from(const Forest& forest, const std::vector<double>& scores) {
  State& state = *state_;
  if (forest.feature_count != state.forest.feature_count || forest.output_count != state.forest.output_count ||
      forest.value_width != 1 || forest.scale != 1 || forest.link != state.forest.link ||
      scores.size() != state.scores.size() || forest.tree_count() % state.output_count() != 0) {
    throw Error("OPTION_INVALID", "the model to go on from has other features, classes or predictions than this data",
                "give initModel a model of the same pipeline and task, trained by boosting");
  }
  state.forest = forest;
  state.forest.float32_sums = false;  // new trees' values are float64
  state.scores.assign(scores.begin(), scores.end());
  state.first_trees = forest.tree_count();
}

void Booster::resume(const Forest& forest, const BoosterState& from, const RunContext& context) {
  State& state = *state_;
  if (forest.output_count != state.forest.output_count || forest.tree_count() < state.first_trees ||
      forest.tree_count() % state.output_count() != 0) {
    throw Error("MODEL_CORRUPT", "the checkpoint is of another training", "resume with the data and options it is of");
  }
  state.forest = forest;
  state.replay(context);
  state.stopping.restore(from.best_iterations, from.best_value);
  state.finished = from.finished;
}

BoosterStep Booster::iterate(const RunContext& context) { return state_->iterate(context); }

bool Booster::report(double value) {
  state_->report(value);
  return state_->finished;
}

const std::vector<std::uint32_t>& Booster::training_rows() const { return state_->training_rows; }
const std::vector<std::uint32_t>& Booster::validation_rows() const { return state_->validation_rows; }
std::int32_t Booster::output_count() const { return state_->forest.output_count; }

std::vector<double> Booster::scores_of(const std::vector<std::uint32_t>& rows) const {
  const State& state = *state_;
  std::vector<double> out(state.output_count() * rows.size());
  for (std::size_t k = 0; k < state.output_count(); ++k) {
    const double* from = state.scores.data() + k * state.labels.row_count;
    for (std::size_t i = 0; i < rows.size(); ++i) out[k * rows.size() + i] = from[rows[i]];
  }
  return out;
}

void Booster::set_gradients(const double* gradients, const double* hessians, std::size_t count) {
  State& state = *state_;
  const std::vector<std::uint32_t>& rows = state.training_rows;
  if (count != state.output_count() * rows.size()) {
    throw Error("VALUE_INVALID",
                "the objective gave " + std::to_string(count) + " derivatives for " + std::to_string(rows.size()) +
                    " rows and " + std::to_string(state.output_count()) + " scores each",
                "give one gradient and one hessian for each score, in their order");
  }
  state.given_gradients.resize(state.output_count() * state.training_end);
  state.given_hessians.resize(state.output_count() * state.training_end);
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_derivative = std::isfinite(static_cast<float>(gradients[i])) && hessians[i] >= 0 &&
                               std::isfinite(static_cast<float>(hessians[i]));
    const std::uint32_t row = rows[i % rows.size()];
    if (!is_derivative) {
      throw Error("VALUE_INVALID",
                  "row " + std::to_string(row) + ": the objective gave the gradient " + std::to_string(gradients[i]) +
                      " and the hessian " + std::to_string(hessians[i]),
                  "both are finite, and hessians are 0 or more", row);
    }
    const std::size_t at = i / rows.size() * state.training_end + row;
    state.given_gradients[at] = static_cast<float>(gradients[i]);
    state.given_hessians[at] = static_cast<float>(hessians[i]);
  }
}

std::int64_t Booster::iterations() const { return state_->iterations(); }

BoosterState Booster::state() const {
  return {state_->stopping.best_iterations(), state_->stopping.best_value(), state_->finished};
}

const Forest& Booster::forest() const { return state_->forest; }

Forest Booster::best_forest() const {
  Forest forest = state_->forest;
  const std::int64_t best = state_->stopping.best_iterations();
  if (state_->stopping.is_on() && best > 0) {
    truncate_forest(forest, static_cast<std::size_t>(best) * state_->output_count());
  }
  return forest;
}

}  // namespace millrace::trees
