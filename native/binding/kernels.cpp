#include "binding/kernels.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "simd/kernels.h"

namespace millrace::binding {

namespace {

template <typename T>
std::span<const T> exact_span(const Napi::Value& value, double length, const char* what) {
  const auto span = span_of<T>(value, what);
  if (static_cast<double>(span.size()) != length) {
    throw Error("INTERNAL", std::string(what) + " holds " + std::to_string(span.size()) + " values, not " +
                                std::to_string(static_cast<long long>(length)));
  }
  return span;
}

std::int32_t count_of(const Napi::Value& value, const char* what) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= INT32_MAX && number == static_cast<std::int32_t>(number))) {
    throw Error("INTERNAL", std::string(what) + " is no count");
  }
  return static_cast<std::int32_t>(number);
}

std::int32_t stride_of(const Napi::Value& value) {
  const std::int32_t stride = count_of(value, "stride");
  if (stride % kLanes != 0) throw Error("INTERNAL", "the stride is not a multiple of 16");
  return stride;
}

// The instruction set by name; the one in use for undefined.
const KernelTable& table_of(const Napi::Value& isa) {
  if (isa.IsUndefined()) return kernels();
  const std::string name = isa.ToString().Utf8Value();
  const KernelTable* table = kernel_table(name.c_str());
  if (!table) throw Error("KERNEL_UNSUPPORTED", "this processor or build has no instruction set '" + name + "'");
  return *table;
}

// (values, row count, stride, weights, intercepts, isa | undefined) → f64[row count][outputs]
Napi::Value linear_scores_dense(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::int32_t row_count = count_of(info[1], "rowCount");
    const std::int32_t stride = stride_of(info[2]);
    const auto values = exact_span<float>(info[0], static_cast<double>(row_count) * stride, "values");
    const auto intercepts = span_of<double>(info[4], "intercepts");
    const auto weights = exact_span<double>(info[3], static_cast<double>(intercepts.size()) * stride, "weights");
    std::vector<double> scores(static_cast<std::size_t>(row_count) * intercepts.size());
    table_of(info[5]).linear_scores_dense(values.data(), row_count, stride, weights.data(), intercepts.data(),
                                          static_cast<std::int32_t>(intercepts.size()), scores.data());
    return float64_array(info.Env(), scores);
  });
}

// (values, row count, stride, labels, weights | null, coefficients, intercept, isa | undefined)
// → { loss, gradient, interceptGradient, curvatures }
Napi::Value logistic_gradient_dense(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::int32_t row_count = count_of(info[1], "rowCount");
    const std::int32_t stride = stride_of(info[2]);
    const auto values = exact_span<float>(info[0], static_cast<double>(row_count) * stride, "values");
    const auto labels = exact_span<double>(info[3], row_count, "labels");
    const bool weighted = !info[4].IsNull();
    const auto weights = exact_span<double>(info[4], weighted ? row_count : 0, "weights");
    const auto coefficients = exact_span<double>(info[5], stride, "coefficients");
    const double intercept = info[6].ToNumber().DoubleValue();
    double totals[2] = {};
    std::vector<double> gradient(stride), curvatures(row_count);
    table_of(info[7]).logistic_gradient_dense(values.data(), row_count, stride, labels.data(),
                                              weighted ? weights.data() : nullptr, coefficients.data(), intercept,
                                              totals, gradient.data(), curvatures.data());
    Napi::Object out = Napi::Object::New(info.Env());
    out.Set("loss", totals[0]);
    out.Set("interceptGradient", totals[1]);
    out.Set("gradient", float64_array(info.Env(), gradient));
    out.Set("curvatures", float64_array(info.Env(), curvatures));
    return out;
  });
}

}  // namespace

void export_kernels(Napi::Env env, Napi::Object& exports) {
  exports.Set("kernelLinearScoresDense", Napi::Function::New<linear_scores_dense>(env));
  exports.Set("kernelLogisticGradientDense", Napi::Function::New<logistic_gradient_dense>(env));
}

}  // namespace millrace::binding
