#include "binding/booster_options.h"

#include "binding/buffers.h"

namespace millrace::binding {

namespace {

class Reader {
 public:
  explicit Reader(const Napi::Object& given) : given_(given) {}

  double number(const char* key) const {
    const Napi::Value value = given_.Get(key);
    if (!value.IsNumber()) throw Error("INTERNAL", std::string("the option ") + key + " is no number");
    return value.As<Napi::Number>();
  }
  std::int32_t whole(const char* key) const { return static_cast<std::int32_t>(number(key)); }
  std::int64_t large(const char* key) const { return static_cast<std::int64_t>(number(key)); }
  bool flag(const char* key) const { return given_.Get(key).ToBoolean(); }
  std::string text(const char* key) const { return given_.Get(key).ToString(); }
  std::vector<double> doubles(const char* key) const {
    const auto values = span_of<double>(given_.Get(key), key);
    return {values.begin(), values.end()};
  }
  template <typename T>
  std::vector<T> numbers(const Napi::Value& value) const {
    const auto array = value.As<Napi::Array>();
    std::vector<T> out;
    for (std::uint32_t i = 0; i < array.Length(); ++i) {
      out.push_back(static_cast<T>(array.Get(i).As<Napi::Number>().DoubleValue()));
    }
    return out;
  }
  Napi::Value value(const char* key) const { return given_.Get(key); }

 private:
  Napi::Object given_;
};

trees::Link custom_link_of(const std::string& name) {
  if (name == "sigmoid") return trees::Link::sigmoid;
  if (name == "softmax") return trees::Link::softmax;
  return name == "exp" ? trees::Link::exp : trees::Link::identity;
}

trees::RowSamplingOptions::Kind sampling_of(const std::string& name) {
  using Kind = trees::RowSamplingOptions::Kind;
  if (name == "uniform") return Kind::uniform;
  if (name == "goss") return Kind::goss;
  return name == "mvs" ? Kind::mvs : Kind::all;
}

void read_grow(const Reader& in, trees::GrowOptions& grow) {
  grow.max_leaf_nodes = in.whole("maxLeafNodes");
  grow.max_depth = in.whole("maxDepth");
  grow.min_samples_leaf = in.large("minSamplesLeaf");
  grow.min_child_weight = in.number("minChildWeight");
  grow.min_split_gain = in.number("minSplitGain");
  grow.l1 = in.number("l1Regularization");
  grow.l2 = in.number("l2Regularization");
  grow.max_delta_step = in.number("maxDeltaStep");
  grow.column_sample_by_node = in.number("columnSampleByNode");
  grow.monotone = in.numbers<std::int8_t>(in.value("monotone"));
  const auto groups = in.value("interactions").As<Napi::Array>();
  for (std::uint32_t i = 0; i < groups.Length(); ++i) {
    grow.interaction_groups.push_back(in.numbers<std::uint32_t>(groups.Get(i)));
  }
  grow.category_smoothing = in.number("categorySmoothing");
  grow.category_l2 = in.number("categoryL2");
  grow.most_split_categories = in.whole("maxSplitCategories");
  grow.min_samples_category = in.large("minSamplesCategory");
  grow.one_versus_rest_up_to = in.whole("maxCategoriesOneHot");
}

void read_objective(const Reader& in, trees::ObjectiveOptions& objective) {
  objective.name = in.text("loss");
  objective.class_count = in.whole("classCount");
  objective.quantile = in.number("quantile");
  objective.huber_quantile = in.number("huberQuantile");
  objective.huber_delta = in.number("huberDelta");
  objective.tweedie_power = in.number("tweediePower");
  objective.rank_truncation = in.whole("rankTruncation");
  objective.rank_normalise = in.flag("rankNormalise");
  objective.custom_outputs = in.whole("customOutputs");
  objective.custom_link = custom_link_of(in.text("customLink"));
  objective.custom_initial = in.doubles("customInitial");
}

void read_sampling(const Reader& in, trees::RowSamplingOptions& sampling) {
  sampling.kind = sampling_of(in.text("rowSampling"));
  sampling.share = in.number("rowShare");
  sampling.frequency = in.whole("rowFrequency");
  sampling.top_rate = in.number("topRate");
  sampling.other_rate = in.number("otherRate");
  sampling.lambda = in.number("mvsLambda");
  sampling.warm_up = in.whole("rowWarmUp");
}

}  // namespace

trees::BoosterOptions booster_options(const Napi::Object& given) {
  const Reader in(given);
  trees::BoosterOptions options;
  read_objective(in, options.objective);
  read_grow(in, options.grow);
  read_sampling(in, options.sampling);
  options.learning_rate = in.number("learningRate");
  options.column_sample_by_tree = in.number("columnSampleByTree");
  options.quantised_bits = in.whole("quantizedBits");
  options.seed = static_cast<std::uint64_t>(in.number("randomState"));
  options.balanced = in.flag("balanced");
  options.class_weight = in.doubles("classWeight");
  options.validation_rows = in.large("validationRows");
  options.validation_fraction = in.number("validationFraction");
  options.metric = in.text("metric");
  options.custom_higher_is_better = in.flag("customHigherIsBetter");
  options.patience = in.large("patience");
  options.min_delta = in.number("minDelta");
  return options;
}

}  // namespace millrace::binding
