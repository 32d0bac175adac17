// Selection and reduction of matrix columns: folds, what they finish to, and the operations of fitted steps.
#include "binding/reduction.h"

#include "binding/buffers.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "binding/transforms.h"
#include "reduction/co_moments.h"
#include "reduction/column_moments.h"
#include "reduction/mutual_information.h"
#include "reduction/nearest_rows.h"
#include "reduction/project.h"
#include "reduction/select_columns.h"
#include "reduction/sparse_value_counts.h"
#include "reduction/subspace.h"

namespace millrace::binding {

template <>
struct Kind<ColumnMoments> {
  static constexpr const char* name = "column moments";
};
template <>
struct Kind<CoMoments> {
  static constexpr const char* name = "co-moments";
};
template <>
struct Kind<GramProduct> {
  static constexpr const char* name = "gram product";
};
template <>
struct Kind<Projection> {
  static constexpr const char* name = "projection";
};
template <>
struct Kind<SparseValueCounts> {
  static constexpr const char* name = "sparse value counts";
};

namespace {

std::size_t size_of(const Napi::Value& value) {
  return static_cast<std::size_t>(value.As<Napi::Number>().Int64Value());
}

std::vector<std::int32_t> places_in(const Napi::Object& parameters) {
  const auto kept = span_of<std::uint32_t>(parameters.Get("kept"), "columns");
  return places_of({kept.begin(), kept.end()}, size_of(parameters.Get("width")));
}

void register_reduction_operations() {
  register_operation("foldColumnMoments", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    const std::string beside = text_in(parameters, "beside");
    return add_fold<ColumnMomentsFold>(program, assembly_of(parameters).parts, beside == "classes" ? in.at(0) : -1,
                                       beside == "target" ? in.at(0) : -1, state_in<ColumnMoments>(parameters));
  });
  register_operation("foldCoMoments", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<CoMomentsFold>(program, assembly_of(parameters).parts, in.empty() ? -1 : in[0],
                                   state_in<CoMoments>(parameters));
  });
  register_operation("foldGramProduct", [](Program& program, const Slots&, const Napi::Object& parameters) {
    return add_fold<GramProductFold>(program, assembly_of(parameters).parts, state_in<GramProduct>(parameters));
  });
  register_operation("foldSparseValues", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_fold<SparseValuesFold>(program, in.at(0), in.at(1), state_in<SparseValueCounts>(parameters));
  });
  register_operation("selectCodes", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<SelectCodes>(program, in.at(0), places_in(parameters));
  });
  register_operation("selectSparse", [](Program& program, const Slots& in, const Napi::Object& parameters) {
    return add_writer<SelectSparse>(program, in.at(0), places_in(parameters));
  });
  register_operation("project", [](Program& program, const Slots&, const Napi::Object& parameters) {
    const Slot out = program.add_slot();
    program.add(std::make_unique<Project>(assembly_of(parameters).parts, out,
                                          unwrap<Projection>(parameters.Get("projection"))));
    return out;
  });
}

// ({ classCount, withTarget, skipMissing }) → column moments
Napi::Value column_moments(const Napi::CallbackInfo& info) {
  const Napi::Object given = info[0].As<Napi::Object>();
  return wrap(info.Env(), std::make_shared<ColumnMoments>(ColumnMomentsOptions{size_of(given.Get("classCount")),
                                                                               given.Get("withTarget").ToBoolean(),
                                                                               given.Get("skipMissing").ToBoolean()}));
}

// (column moments) → { classRows, counts, centres, means, squares, min, max, products, targetMean, targetSquares }
Napi::Value column_moments_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const Napi::Env env = info.Env();
    const ColumnMoments::Result result = unwrap<ColumnMoments>(info[0])->finish();
    Napi::Object out = Napi::Object::New(env);
    out.Set("classRows", float64_array(env, result.class_rows));
    out.Set("counts", float64_array(env, result.counts));
    out.Set("centres", float64_array(env, result.centres));
    out.Set("means", float64_array(env, result.means));
    out.Set("squares", float64_array(env, result.squares));
    out.Set("min", float64_array(env, result.min));
    out.Set("max", float64_array(env, result.max));
    out.Set("products", float64_array(env, result.products));
    out.Set("targetMean", result.target_mean);
    out.Set("targetSquares", result.target_squares);
    return out;
  });
}

Outcome co_moments_outcome(CoMoments::Result given) {
  auto result = std::make_shared<CoMoments::Result>(std::move(given));
  return [result](Napi::Env env) -> Napi::Value {
    Napi::Object out = Napi::Object::New(env);
    out.Set("classRows", float64_array(env, result->class_rows));
    out.Set("centres", float64_array(env, result->centres));
    out.Set("means", float64_array(env, result->means));
    out.Set("products", float64_array(env, result->products));
    return out;
  };
}

// (class count) → co-moments
Napi::Value co_moments(const Napi::CallbackInfo& info) {
  return wrap(info.Env(), std::make_shared<CoMoments>(size_of(info[0])));
}

// (co-moments, job options) → promise of { classRows, centres, means, products }
Napi::Value co_moments_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<CoMoments>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads,
                     [state](const RunContext& context) { return co_moments_outcome(state->finish(context)); });
  });
}

// (matrix, class codes, class count, job options) → as co_moments_finish
Napi::Value co_moments_of_matrix(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<FeatureMatrix>(info[0]);
    const auto classes = unwrap<NumberList>(info[1]);
    if (static_cast<std::int64_t>(classes->values.size()) < matrix->row_count) {
      throw Error("INTERNAL", "fewer classes than rows");
    }
    const auto state = std::make_shared<CoMoments>(size_of(info[2]));
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads, [=](const RunContext& context) {
      state->update(context, *matrix, classes->values.data());
      return co_moments_outcome(state->finish(context));
    });
  });
}

Outcome eigen_outcome(Eigen given) {
  auto eigen = std::make_shared<Eigen>(std::move(given));
  return [eigen](Napi::Env env) -> Napi::Value {
    Napi::Object out = Napi::Object::New(env);
    out.Set("values", float64_array(env, eigen->values));
    out.Set("vectors", float64_array(env, eigen->vectors));
    return out;
  };
}

// (Float64Array[size][size], size, job options) → promise of { values, vectors }
Napi::Value symmetric_eigen_job(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto matrix = std::make_shared<std::vector<double>>(numbers_in(info[0]));
    const std::size_t size = size_of(info[1]);
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [matrix, size](const RunContext& context) {
      return eigen_outcome(symmetric_eigen(std::move(*matrix), size, context));
    });
  });
}

Basis basis_in(const Napi::Value& values, const Napi::Value& count) {
  Basis basis{0, size_of(count), numbers_in(values)};
  basis.size = basis.count == 0 ? 0 : basis.values.size() / basis.count;
  return basis;
}

Outcome basis_outcome(Basis given) {
  auto basis = std::make_shared<Basis>(std::move(given));
  return [basis](Napi::Env env) -> Napi::Value { return float64_array(env, basis->values); };
}

// (size, count, seed, job options) → promise of Float64Array[size][count], orthonormal
Napi::Value random_basis_job(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::size_t size = size_of(info[0]), count = size_of(info[1]);
    const auto seed = static_cast<std::uint64_t>(size_of(info[2]));
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads, [=](const RunContext& context) {
      return basis_outcome(orthonormal(random_basis(size, count, seed), context));
    });
  });
}

// (Float64Array[size][count], count, job options) → promise of Float64Array[size][count], orthonormal
Napi::Value orthonormal_basis(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto basis = std::make_shared<Basis>(basis_in(info[0], info[1]));
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [basis](const RunContext& context) {
      return basis_outcome(orthonormal(std::move(*basis), context));
    });
  });
}

// (basis, product, count, job options) → promise of { values, vectors [count][size] }
Napi::Value ritz_job(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto basis = std::make_shared<Basis>(basis_in(info[0], info[2]));
    auto product = std::make_shared<Basis>(basis_in(info[1], info[2]));
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads, [basis, product](const RunContext& context) {
      return eigen_outcome(ritz(*basis, *product, context));
    });
  });
}

// (basis, count, shift) → gram product
Napi::Value gram_product_state(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto basis = std::make_shared<const Basis>(basis_in(info[0], info[1]));
    return wrap(info.Env(), std::make_shared<GramProduct>(std::move(basis), numbers_in(info[2])));
  });
}

// (gram product, job options) → promise of Float64Array[size][count]
Napi::Value gram_product_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<GramProduct>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads,
                     [state](const RunContext& context) { return basis_outcome(state->finish(context)); });
  });
}

// (matrix, basis, count, job options) → promise of Float64Array[size][count]
Napi::Value matrix_gram_product(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto matrix = unwrap<FeatureMatrix>(info[0]);
    auto basis = std::make_shared<Basis>(basis_in(info[1], info[2]));
    if (basis->size != static_cast<std::size_t>(matrix->column_count)) throw Error("INTERNAL", "a basis of other size");
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads, [matrix, basis](const RunContext& context) {
      return basis_outcome(gram_product(*matrix, *basis, context));
    });
  });
}

// (weights [columns][outputs], shift [columns], outputs) → projection
Napi::Value projection(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return wrap(info.Env(), std::make_shared<Projection>(numbers_in(info[0]), numbers_in(info[1]), size_of(info[2])));
  });
}

// (numbers [rows][numbers], codes Int32Array [rows][codes], rows, mismatch, count, job options)
//   → promise of Float64Array[rows][count]
Napi::Value nearest_rows_job(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto codes = span_of<std::int32_t>(info[1], "codes");
    auto rows = std::make_shared<MixedRows>(MixedRows{
        size_of(info[2]), numbers_in(info[0]), {codes.begin(), codes.end()}, info[3].As<Napi::Number>().DoubleValue()});
    const std::size_t count = size_of(info[4]);
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads, [rows, count](const RunContext& context) -> Outcome {
      const std::vector<std::uint32_t> found = nearest_rows(*rows, count, context);
      return [nearest = std::vector<double>(found.begin(), found.end())](Napi::Env env) -> Napi::Value {
        return float64_array(env, nearest);
      };
    });
  });
}

// (columns, class count) → sparse value counts
Napi::Value sparse_value_counts(const Napi::CallbackInfo& info) {
  return wrap(info.Env(), std::make_shared<SparseValueCounts>(size_of(info[0]), size_of(info[1])));
}

// (sparse value counts, job options) → promise of Float64Array[columns]
Napi::Value sparse_value_information(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto state = unwrap<SparseValueCounts>(info[0]);
    const JobOptions options = job_options(info[1]);
    return start_job(info.Env(), options.token, options.threads, [state](const RunContext&) -> Outcome {
      return [scores = state->information()](Napi::Env env) -> Napi::Value { return float64_array(env, scores); };
    });
  });
}

// (columns [columns][rows], target [rows], columns that are classes Uint8Array[columns], whether the target is one,
//  neighbours, job options) → promise of Float64Array[columns]
Napi::Value mutual_information_job(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    struct Input {
      std::vector<double> columns, target;
      std::vector<std::uint8_t> discrete;
      bool target_discrete;
      std::size_t neighbors;
    };
    const auto discrete = span_of<std::uint8_t>(info[2], "flags");
    const auto input = std::make_shared<const Input>(Input{numbers_in(info[0]),
                                                           numbers_in(info[1]),
                                                           {discrete.begin(), discrete.end()},
                                                           info[3].ToBoolean(),
                                                           size_of(info[4])});
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads, [input](const RunContext& context) -> Outcome {
      const std::size_t rows = input->target.size();
      std::vector<double> scores(input->discrete.size());
      parallel_for(context, scores.size(), [&](std::size_t column) {
        const auto first = input->columns.begin() + static_cast<std::ptrdiff_t>(column * rows);
        const std::vector<double> values(first, first + static_cast<std::ptrdiff_t>(rows));
        const auto labels_of = [](const std::vector<double>& codes) {
          return std::vector<std::int32_t>(codes.begin(), codes.end());
        };
        if (input->target_discrete) {
          scores[column] = information_of_classes(values, labels_of(input->target), input->neighbors);
        } else if (input->discrete[column] != 0) {
          scores[column] = information_of_classes(input->target, labels_of(values), input->neighbors);
        } else {
          scores[column] = information_of_numbers(values, input->target, input->neighbors);
        }
      });
      return [scores](Napi::Env env) -> Napi::Value { return float64_array(env, scores); };
    });
  });
}

}  // namespace

void export_reduction(Napi::Env env, Napi::Object& exports) {
  register_once<register_reduction_operations>();
  exports.Set("columnMoments", Napi::Function::New<column_moments>(env));
  exports.Set("columnMomentsFinish", Napi::Function::New<column_moments_finish>(env));
  exports.Set("coMoments", Napi::Function::New<co_moments>(env));
  exports.Set("coMomentsFinish", Napi::Function::New<co_moments_finish>(env));
  exports.Set("coMomentsOfMatrix", Napi::Function::New<co_moments_of_matrix>(env));
  exports.Set("symmetricEigen", Napi::Function::New<symmetric_eigen_job>(env));
  exports.Set("randomBasis", Napi::Function::New<random_basis_job>(env));
  exports.Set("orthonormalBasis", Napi::Function::New<orthonormal_basis>(env));
  exports.Set("ritz", Napi::Function::New<ritz_job>(env));
  exports.Set("gramProduct", Napi::Function::New<gram_product_state>(env));
  exports.Set("gramProductFinish", Napi::Function::New<gram_product_finish>(env));
  exports.Set("matrixGramProduct", Napi::Function::New<matrix_gram_product>(env));
  exports.Set("nearestRows", Napi::Function::New<nearest_rows_job>(env));
  exports.Set("sparseValueCounts", Napi::Function::New<sparse_value_counts>(env));
  exports.Set("sparseValueInformation", Napi::Function::New<sparse_value_information>(env));
  exports.Set("mutualInformation", Napi::Function::New<mutual_information_job>(env));
  exports.Set("projection", Napi::Function::New<projection>(env));
}

}  // namespace millrace::binding
