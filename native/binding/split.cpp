// Splits: rows folded in as jobs, sides drawn as a job.
#include "binding/split.h"

#include <algorithm>

#include "binding/buffers.h"
#include "binding/column.h"
#include "binding/job.h"
#include "split/split_rows.h"

namespace millrace::binding {

template <>
struct Kind<SplitRows> {
  static constexpr const char* name = "split rows";
};

namespace {

// () → handle
Napi::Value split_rows(const Napi::CallbackInfo& info) { return wrap(info.Env(), std::make_shared<SplitRows>()); }

ColumnPtr optional_column(const Napi::Value& value) { return value.IsExternal() ? unwrap<Column>(value) : nullptr; }

// (rows, row ids, unit columns, class column | undefined, time column | undefined, job options)
// → promise of Uint32Array: the rows of the batch that are the first of their class
Napi::Value split_add(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto rows = unwrap<SplitRows>(info[0]);
    const auto given = span_of<double>(info[1], "row ids");
    const auto handles = info[2].As<Napi::Array>();
    std::vector<ColumnPtr> unit;
    for (std::uint32_t i = 0; i < handles.Length(); ++i) unit.push_back(unwrap<Column>(handles.Get(i)));
    const ColumnPtr class_column = optional_column(info[3]);
    const ColumnPtr time = optional_column(info[4]);
    const auto length = static_cast<std::int64_t>(given.size());
    const auto fits = [&](const ColumnPtr& column) { return !column || column->length == length; };
    if (!std::all_of(unit.begin(), unit.end(), fits) || !fits(class_column) || !fits(time)) {
      throw Error("INTERNAL", "columns of another length than the batch");
    }
    if (time && time->type == Type::utf8) throw Error("INTERNAL", "text is no time");
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads,
                     [rows, ids = std::vector<double>(given.begin(), given.end()), unit, class_column, time,
                      length](const RunContext&) -> Outcome {
                       const auto first = rows->add(ids.data(), length, unit, class_column.get(), time.get());
                       return [first](Napi::Env env) -> Napi::Value {
                         auto buffer = copy_out(env, first.data(), first.size() * sizeof(std::uint32_t));
                         return Napi::Uint32Array::New(env, first.size(), buffer, 0);
                       };
                     });
  });
}

Napi::Value sides_of(Napi::Env env, const SplitSides& sides) {
  Napi::Object out = Napi::Object::New(env);
  const std::size_t size = sides.by_row_id.size();
  out.Set("byRowId", Napi::Uint8Array::New(env, size, copy_out(env, sides.by_row_id.data(), size), 0));
  out.Set("counts", float64_array(env, std::vector<double>(std::begin(sides.counts), std::end(sides.counts))));
  out.Set("classCounts", float64_array(env, std::vector<double>(sides.class_counts.begin(), sides.class_counts.end())));
  out.Set("unitCount", static_cast<double>(sides.unit_count));
  out.Set("repeatedCount", static_cast<double>(sides.repeated_count));
  out.Set("validBegin", sides.valid_begin);
  out.Set("testBegin", sides.test_begin);
  return out;
}

// (rows, { test, valid, seed, byTime }, job options) → promise of the sides
Napi::Value split_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto rows = unwrap<SplitRows>(info[0]);
    const auto given = info[1].As<Napi::Object>();
    const Shares shares{given.Get("test").As<Napi::Number>(), given.Get("valid").As<Napi::Number>()};
    const auto seed = static_cast<std::uint64_t>(given.Get("seed").As<Napi::Number>().Int64Value());
    const bool by_time = given.Get("byTime").ToBoolean();
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads,
                     [rows, shares, seed, by_time](const RunContext& context) -> Outcome {
                       auto sides = std::make_shared<SplitSides>(by_time ? rows->by_time(shares, context)
                                                                         : rows->draw(shares, seed, context));
                       return [sides](Napi::Env env) { return sides_of(env, *sides); };
                     });
  });
}

}  // namespace

void export_split(Napi::Env env, Napi::Object& exports) {
  exports.Set("splitRows", Napi::Function::New<split_rows>(env));
  exports.Set("splitAdd", Napi::Function::New<split_add>(env));
  exports.Set("splitFinish", Napi::Function::New<split_finish>(env));
}

}  // namespace millrace::binding
