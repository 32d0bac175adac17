#include "binding/forest.h"

#include <string>

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/program.h"
#include "binding/transforms.h"
#include "transforms/score_forest.h"

namespace millrace::binding {

namespace {

constexpr const char* kLinks[] = {"identity", "sigmoid", "softmax", "exp"};

trees::Link link_of(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kLinks); ++i) {
    if (name == kLinks[i]) return static_cast<trees::Link>(i);
  }
  throw Error("MODEL_CORRUPT", "the model's trees have an unknown link '" + name + "'");
}

template <typename T>
std::vector<T> vector_of(const Napi::Object& arrays, const char* name) {
  const auto values = span_of<T>(arrays.Get(name), name);
  return {values.begin(), values.end()};
}

template <typename Array, typename T>
void set(Napi::Object& out, const char* name, const std::vector<T>& values) {
  const Napi::Env env = out.Env();
  out.Set(name, Array::New(env, values.size(), copy_out(env, values.data(), values.size() * sizeof(T)), 0));
}

// (forest arrays) → forest, ready to score
Napi::Value forest_create(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto forest = std::make_shared<const trees::Forest>(forest_of(info[0].As<Napi::Object>()));
    return wrap(info.Env(), std::make_shared<trees::CompiledForest>(std::move(forest)));
  });
}

void register_forest_operations() {
  register_operation("forest", [](Program& program, const std::vector<Slot>&, const Napi::Object& parameters) {
    const std::string output = parameters.Get("output").As<Napi::String>();
    const Slot out = program.add_slot();
    auto operation = std::make_unique<ScoreForest>(out, assembly_of(parameters).parts,
                                                   unwrap<trees::CompiledForest>(parameters.Get("forest")),
                                                   output == "leaves"   ? ForestOutput::leaves
                                                   : output == "inputs" ? ForestOutput::inputs
                                                   : output == "score"  ? ForestOutput::score
                                                                        : ForestOutput::prediction);
    if (const Napi::Value every = parameters.Get("every"); every.IsNumber()) {
      operation->stage_every(static_cast<std::size_t>(every.As<Napi::Number>().Int64Value()));
    }
    program.add(std::move(operation));
    return out;
  });
}

}  // namespace

trees::Forest forest_of(const Napi::Object& arrays) {
  const auto integer = [&](const char* name) { return arrays.Get(name).As<Napi::Number>().Int32Value(); };
  trees::Forest forest;
  forest.feature_count = integer("featureCount");
  forest.output_count = integer("outputCount");
  forest.value_width = integer("valueWidth");
  forest.scale = arrays.Get("scale").As<Napi::Number>();
  forest.float32_sums = arrays.Get("float32Sums").ToBoolean();
  forest.link = link_of(arrays.Get("link").As<Napi::String>());
  forest.base_scores = vector_of<double>(arrays, "baseScores");
  forest.tree_begins = vector_of<std::uint32_t>(arrays, "treeBegins");
  forest.tree_outputs = vector_of<std::int32_t>(arrays, "treeOutputs");
  forest.feature = vector_of<std::int32_t>(arrays, "feature");
  forest.flags = vector_of<std::uint8_t>(arrays, "flags");
  forest.threshold = vector_of<double>(arrays, "threshold");
  forest.left = vector_of<std::int32_t>(arrays, "left");
  forest.right = vector_of<std::int32_t>(arrays, "right");
  forest.category_begins = vector_of<std::uint32_t>(arrays, "categoryBegins");
  forest.cover = vector_of<double>(arrays, "cover");
  forest.weight = vector_of<double>(arrays, "weight");
  forest.gain = vector_of<double>(arrays, "gain");
  forest.values = vector_of<double>(arrays, "values");
  forest.category_words = vector_of<std::uint32_t>(arrays, "categoryWords");
  trees::check_forest(forest);
  return forest;
}

Napi::Object forest_arrays(Napi::Env env, const trees::Forest& forest) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("featureCount", forest.feature_count);
  out.Set("outputCount", forest.output_count);
  out.Set("valueWidth", forest.value_width);
  out.Set("scale", forest.scale);
  out.Set("float32Sums", forest.float32_sums);
  out.Set("link", kLinks[static_cast<std::size_t>(forest.link)]);
  set<Napi::Float64Array>(out, "baseScores", forest.base_scores);
  set<Napi::Uint32Array>(out, "treeBegins", forest.tree_begins);
  set<Napi::Int32Array>(out, "treeOutputs", forest.tree_outputs);
  set<Napi::Int32Array>(out, "feature", forest.feature);
  set<Napi::Uint8Array>(out, "flags", forest.flags);
  set<Napi::Float64Array>(out, "threshold", forest.threshold);
  set<Napi::Int32Array>(out, "left", forest.left);
  set<Napi::Int32Array>(out, "right", forest.right);
  set<Napi::Uint32Array>(out, "categoryBegins", forest.category_begins);
  set<Napi::Float64Array>(out, "cover", forest.cover);
  set<Napi::Float64Array>(out, "weight", forest.weight);
  set<Napi::Float64Array>(out, "gain", forest.gain);
  set<Napi::Float64Array>(out, "values", forest.values);
  set<Napi::Uint32Array>(out, "categoryWords", forest.category_words);
  return out;
}

void export_forest(Napi::Env env, Napi::Object& exports) {
  register_once<register_forest_operations>();
  exports.Set("forestCreate", Napi::Function::New<forest_create>(env));
}

}  // namespace millrace::binding
