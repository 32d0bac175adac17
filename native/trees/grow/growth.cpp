#include "trees/grow/growth.h"

#include <algorithm>
#include <utility>

namespace millrace::trees {

namespace {

// Rows from which idle threads help with a node, and rows of one of the loop's calls.
constexpr std::int64_t kRowsOfCall = 8'192;
// A histogram is shared where its rows are so many times as many as its bins, which each thread clears and adds.
constexpr std::int64_t kSharedRowsOfBin = 8;

}  // namespace

struct Growth::Worker {
  Worker(const BinnedMatrix& matrix, const HistogramLayout& layout, const GrowOptions& options,
         const QuantisedGradients& gradients)
      : search(matrix, layout, options, gradients) {}

  NodeSearch search;
  Histogram scratch;  // packed zeros, made when first needed
};

// Best first; of equal gains the node that was made first.
bool Growth::Later::operator()(const GrowthNode* a, const GrowthNode* b) const {
  return a->split.gain < b->split.gain || (a->split.gain == b->split.gain && a->index > b->index);
}

bool Growth::LessUrgent::operator()(const GrowthNode* a, const GrowthNode* b) const {
  return a->priority < b->priority;
}

Growth::Growth(const BinnedMatrix& matrix, const GrowOptions& options, QuantisedGradients& gradients,
               const std::vector<std::uint32_t>& features, std::uint64_t seed, const RunContext& context,
               GrowthMemory& memory)
    : matrix_(matrix),
      options_(options),
      gradients_(gradients),
      features_(features),
      context_(context),
      memory_(memory),
      node_features_(options, features, seed),
      layout_(matrix, features, gradients),
      team_(context) {
  memory_.rows.begin(gradients);
  for (int worker = 0; worker < team_.threads(); ++worker) {
    workers_.push_back(std::make_unique<Worker>(matrix, layout_, options, gradients));
  }
}

Growth::~Growth() {
  for (GrowthNode& node : nodes_) memory_.pool.give_back(std::move(node.histogram));
  for (const auto& worker : workers_) memory_.pool.give_back(std::move(worker->scratch));
}

NodeRows Growth::rows_of(const GrowthNode& node) const {
  RowBuffers& rows = memory_.rows;
  return {rows.entries(node.depth) + node.begin, std::int64_t{node.end} - node.begin,
          rows.outliers(node.depth).data() + node.outlier_begin, std::int64_t{node.outlier_end} - node.outlier_begin};
}

std::vector<std::uint32_t> Growth::features_of(const GrowthNode& node) const {
  std::vector<std::uint32_t> path;
  if (!options_.interaction_groups.empty()) {
    for (const GrowthNode* at = node.parent; at; at = at->parent) path.push_back(at->split.feature);
  }
  return node_features_.of(node.key, path);
}

bool Growth::may_split(const GrowthNode& node) const {
  if (options_.max_depth > 0 && node.depth >= options_.max_depth) return false;
  const std::int64_t least = std::max<std::int64_t>(options_.min_samples_leaf, 1);
  if (node.sums.total.count < 2 * least) return false;
  const double hessian = static_cast<double>(node.sums.total.hessian) * gradients_.hessian_step;
  return hessian >= options_.min_child_weight;
}

Histogram Growth::build_histogram(const GrowthNode& node, int worker) {
  const NodeRows rows = rows_of(node);
  const auto scratch_of = [&](int of) -> Histogram& {
    Histogram& scratch = workers_[static_cast<std::size_t>(of)]->scratch;
    if (scratch.empty()) {
      scratch = memory_.pool.packed(layout_);
      std::fill(scratch.packed.begin(), scratch.packed.end(), 0);
    }
    return scratch;
  };
  const auto least = std::max(kSharedRows, kSharedRowsOfBin * static_cast<std::int64_t>(layout_.size()));
  if (team_.threads() == 1 || rows.count < least || fits_packed(layout_, rows)) {
    const bool is_packed = fits_packed(layout_, rows);
    return build(layout_, rows, memory_.pool,
                 is_packed ? workers_[static_cast<std::size_t>(worker)]->scratch : scratch_of(worker), context_);
  }
  std::vector<Histogram> parts(static_cast<std::size_t>(team_.threads()));
  const auto calls = static_cast<std::size_t>((rows.count + kRowsOfCall - 1) / kRowsOfCall);
  team_.loop(calls, worker, [&](std::size_t call, int of) {
    Histogram& part = parts[static_cast<std::size_t>(of)];
    if (part.empty()) part = memory_.pool.wide(layout_);
    const std::int64_t begin = static_cast<std::int64_t>(call) * kRowsOfCall;
    add_to_wide(layout_, rows.part(begin, std::min(kRowsOfCall, rows.count - begin)), scratch_of(of), part, context_);
  });
  Histogram whole;
  for (Histogram& part : parts) {
    if (part.empty()) continue;
    if (whole.empty()) {
      whole = std::move(part);
    } else {
      merge(part, whole);
      memory_.pool.give_back(std::move(part));
    }
  }
  add_outliers(layout_, rows, whole);
  return whole;
}

void Growth::find_split(GrowthNode& node, int worker) {
  NodeSearch& search = workers_[static_cast<std::size_t>(worker)]->search;
  std::vector<std::uint32_t> splittable;
  if (node_features_.are_all()) {
    node.splittable = node.parent ? node.parent->splittable : nullptr;
    const std::vector<std::uint32_t>& features = node.splittable ? *node.splittable : features_;
    splittable.reserve(features.size());
    node.split = search.find(node.sums, node.histogram, features, splittable);
    if (splittable.size() < features.size()) {
      node.splittable = std::make_shared<const std::vector<std::uint32_t>>(std::move(splittable));
    }
  } else {
    node.split = search.find(node.sums, node.histogram, features_of(node), splittable);
  }
  // A histogram serves to subtract a child's from it.
  if (!node.split.found || memory_.pool.is_full()) {
    memory_.pool.give_back(std::move(node.histogram));
    node.histogram = {};
  }
}

// The sums of all rows: where a column has a bin for each of them, those of its bins, which are summed already.
BinSum Growth::sum_of_root(const Histogram& histogram, int worker) {
  BinSum total;
  const auto has_all = [&](std::uint32_t feature) { return matrix_.places[feature].implicit_bin < 0; };
  const auto feature = std::find_if(features_.begin(), features_.end(), has_all);
  if (!histogram.empty() && feature != features_.end()) {
    std::vector<BinSum> bins(matrix_.bins[*feature].bin_count);
    read_bins(layout_, histogram, layout_.begin_of(*feature), matrix_.bins[*feature].bin_count, bins.data());
    for (const BinSum& bin : bins) total += bin;
    return total;
  }
  const auto& entries = gradients_.entries;
  const auto rows_of_call = static_cast<std::size_t>(kSharedRows);
  std::vector<BinSum> sums((entries.size() + rows_of_call - 1) / rows_of_call);
  team_.loop(sums.size(), worker, [&](std::size_t call, int) {
    const std::size_t end = std::min(entries.size(), (call + 1) * rows_of_call);
    for (std::size_t i = call * rows_of_call; i < end; ++i) sums[call] += {entries[i].gradient, entries[i].hessian, 1};
  });
  for (const BinSum& sum : sums) total += sum;
  for (const WideEntry& outlier : gradients_.outliers) total += {outlier.gradient, outlier.hessian, 0};
  return total;
}

void Growth::begin_root(GrowthNode& root, int worker) {
  const auto count = static_cast<std::int64_t>(gradients_.entries.size());
  if (count >= 2 * std::max<std::int64_t>(options_.min_samples_leaf, 1)) root.histogram = build_histogram(root, worker);
  root.sums.total = sum_of_root(root.histogram, worker);
  if (may_split(root)) {
    find_split(root, worker);
  } else {
    memory_.pool.give_back(std::move(root.histogram));
    root.histogram = {};
  }
}

void Growth::set_bounds(const GrowthNode& node) {
  GrowthNode& left = *node.children[0];
  GrowthNode& right = *node.children[1];
  for (GrowthNode* child : node.children) {
    child->sums.lower = node.sums.lower;
    child->sums.upper = node.sums.upper;
  }
  // Missing values alone on one side have no place in the order.
  const bool is_ordered =
      !node.split.is_categorical && node.split.threshold_bin + 1 < matrix_.bins[node.split.feature].bin_count;
  const int direction = options_.monotone.empty() || !is_ordered ? 0 : options_.monotone[node.split.feature];
  if (direction == 0) return;
  const auto value = [&](const BinSum& sum) {
    return leaf_value(static_cast<double>(sum.gradient) * gradients_.gradient_step,
                      static_cast<double>(sum.hessian) * gradients_.hessian_step, node.sums.lower, node.sums.upper,
                      options_);
  };
  const double between = (value(left.sums.total) + value(right.sums.total)) / 2;
  (direction > 0 ? left.sums.upper : left.sums.lower) = between;
  (direction > 0 ? right.sums.lower : right.sums.upper) = between;
}

void Growth::build_histograms(GrowthNode& node, int worker) {
  GrowthNode* small = node.children[0];
  GrowthNode* large = node.children[1];
  if (small->sums.total.count > large->sums.total.count) std::swap(small, large);
  const bool needs_small = may_split(*small), needs_large = may_split(*large);
  if (needs_large && node.histogram.empty()) large->histogram = build_histogram(*large, worker);
  if (needs_small || (needs_large && large->histogram.empty())) small->histogram = build_histogram(*small, worker);
  if (needs_large && large->histogram.empty()) {
    large->histogram = subtract(layout_, std::move(node.histogram), small->histogram,
                                fits_packed(layout_, rows_of(*large)), memory_.pool);
  } else {
    memory_.pool.give_back(std::move(node.histogram));
  }
  node.histogram = {};
  if (needs_small) {
    find_split(*small, worker);
  } else {
    memory_.pool.give_back(std::move(small->histogram));
    small->histogram = {};
  }
  if (needs_large) find_split(*large, worker);
}

void Growth::grow_children(GrowthNode& node, int worker) {
  const RowSides sides(matrix_, node.split);
  GrowthNode& left = *node.children[0];
  GrowthNode& right = *node.children[1];
  left.sums.total = node.split.left;
  right.sums.total = node.sums.total - node.split.left;
  const std::uint32_t middle = node.begin + static_cast<std::uint32_t>(left.sums.total.count);
  RowEntry* entries = memory_.rows.entries(node.depth + 1);
  part_node(rows_of(node), sides, left.sums.total.count, entries + node.begin, entries + middle, team_, worker,
            context_);

  const auto& outliers = memory_.rows.outliers(node.depth);
  auto& parted = memory_.rows.outliers(node.depth + 1);
  std::uint32_t outlier_middle = node.outlier_begin;
  for (std::uint32_t i = node.outlier_begin; i < node.outlier_end; ++i) {
    if (sides.goes_left(outliers[i].row)) parted[outlier_middle++] = outliers[i];
  }
  std::uint32_t to_right = outlier_middle;
  for (std::uint32_t i = node.outlier_begin; i < node.outlier_end; ++i) {
    if (!sides.goes_left(outliers[i].row)) parted[to_right++] = outliers[i];
  }

  left.begin = node.begin;
  left.end = right.begin = middle;
  right.end = node.end;
  left.outlier_begin = node.outlier_begin;
  left.outlier_end = right.outlier_begin = outlier_middle;
  right.outlier_end = node.outlier_end;
  for (const int side : {0, 1}) {
    GrowthNode& child = *node.children[side];
    child.parent = &node;
    child.depth = node.depth + 1;
    child.key = child_key(node.key, side == 1);
  }
  set_bounds(node);
  build_histograms(node, worker);
}

void Growth::work(GrowthNode& node, int worker) {
  if (node.children[0]) {
    grow_children(node, worker);
  } else {
    begin_root(node, worker);
  }
}

// A node that may be worked on, when the tree has room for its children: first the one whose turn it is, then those
// whose turn seems to come next.
GrowthNode* Growth::next() {
  const auto start = [&](GrowthNode* node) {
    node->state = GrowthNode::State::growing;
    ++ahead_of_turn_;
    for (GrowthNode*& child : node->children) child = &nodes_.emplace_back();
    return node;
  };
  if (nodes_.empty()) {
    GrowthNode& root = nodes_.emplace_back();
    root.end = static_cast<std::uint32_t>(gradients_.entries.size());
    root.outlier_end = static_cast<std::uint32_t>(gradients_.outliers.size());
    root.index = 0;
    in_tree_.push_back(&root);
    return &root;
  }
  if (!turns_.empty() && turns_.top()->state == GrowthNode::State::waiting) return start(turns_.top());
  if (ahead_of_turn_ >= options_.max_leaf_nodes - leaves_) return nullptr;
  while (!ahead_.empty()) {
    GrowthNode* node = ahead_.top();
    ahead_.pop();
    if (node->state == GrowthNode::State::waiting) return start(node);
  }
  return nullptr;
}

// A node whose split was sought.
void Growth::enter(GrowthNode& node) {
  node.state = node.split.found ? GrowthNode::State::waiting : GrowthNode::State::final_leaf;
  if (!node.split.found) return;
  // No sooner than its parent's turn can its own come.
  const bool is_ahead = node.parent && !node.parent->is_split;
  node.priority = is_ahead ? std::min(node.split.gain, node.parent->priority) : node.split.gain;
  ahead_.push(&node);
  if (node.index >= 0) turns_.push(&node);
}

void Growth::finish(GrowthNode& node) {
  if (!node.children[0]) {
    enter(node);
    is_done_ = turns_.empty() || leaves_ >= options_.max_leaf_nodes;
    return;
  }
  node.state = GrowthNode::State::grown;
  commit();
  for (GrowthNode* child : node.children) {
    if (child->state == GrowthNode::State::fresh) enter(*child);
  }
}

void Growth::commit() {
  while (!is_done_ && !turns_.empty() && turns_.top()->state == GrowthNode::State::grown) {
    GrowthNode& node = *turns_.top();
    turns_.pop();
    node.is_split = true;
    --ahead_of_turn_;
    ++leaves_;
    for (GrowthNode* child : node.children) {
      child->index = static_cast<std::int32_t>(in_tree_.size());
      in_tree_.push_back(child);
      if (child->state == GrowthNode::State::fresh) {
        enter(*child);
      } else if (child->state != GrowthNode::State::final_leaf) {
        turns_.push(child);
      }
    }
    is_done_ = leaves_ >= options_.max_leaf_nodes;
  }
  is_done_ = is_done_ || turns_.empty();
}

// The rows of a leaf, in pieces. Where work ahead of its turn parted them, they lie where that left them.
void Growth::find_rows(const GrowthNode& node, std::uint16_t leaf, std::vector<RowsOfLeaf>& pieces) const {
  if (node.state == GrowthNode::State::grown) {
    for (const GrowthNode* child : node.children) find_rows(*child, leaf, pieces);
    return;
  }
  const NodeRows rows = rows_of(node);
  for (std::int64_t begin = 0; begin < rows.count; begin += kSharedRows) {
    pieces.push_back({rows.entries + begin, std::min(kSharedRows, rows.count - begin), leaf});
  }
}

GrownTree Growth::tree() const {
  GrownTree tree;
  tree.nodes.resize(in_tree_.size());
  for (const GrowthNode* from : in_tree_) {
    GrownNode& node = tree.nodes[static_cast<std::size_t>(from->index)];
    node.parent = from->parent ? from->parent->index : -1;
    node.depth = from->depth;
    node.gradient_sum = static_cast<double>(from->sums.total.gradient) * gradients_.gradient_step;
    node.hessian_sum = static_cast<double>(from->sums.total.hessian) * gradients_.hessian_step;
    node.row_count = from->sums.total.count;
    node.lower = from->sums.lower;
    node.upper = from->sums.upper;
    if (!from->is_split) continue;
    node.left = from->children[0]->index;
    node.right = from->children[1]->index;
    node.feature = from->split.feature;
    node.is_categorical = from->split.is_categorical;
    node.missing_left = from->split.missing_left;
    node.threshold_bin = from->split.threshold_bin;
    node.left_bins = from->split.left_bins;
    node.gain = from->split.gain;
  }
  return tree;
}

GrownTree Growth::grow(std::uint16_t* leaf_of) {
  team_.run(*this);
  context_.check();
  std::vector<RowsOfLeaf> pieces;
  std::uint16_t leaf = 0;
  for (const GrowthNode* node : in_tree_) {
    if (!node->is_split) find_rows(*node, leaf++, pieces);
  }
  parallel_for(context_, pieces.size(), [&](std::size_t i) {
    const RowsOfLeaf& piece = pieces[i];
    for (std::int64_t row = 0; row < piece.count; ++row) leaf_of[piece.entries[row].row] = piece.leaf;
  });
  return tree();
}

}  // namespace millrace::trees
