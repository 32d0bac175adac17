// Expressions: compiled once from a flat list of steps, run on a batch as a job.
#include "binding/expression.h"

#include <string>
#include <utility>
#include <vector>

#include "binding/buffers.h"
#include "binding/column.h"
#include "binding/job.h"
#include "binding/operations.h"
#include "expression/calendar.h"
#include "expression/evaluate.h"
#include "transforms/calendar_features.h"
#include "transforms/distinct_texts.h"

namespace millrace::binding {

template <>
struct Kind<expression::Expression> {
  static constexpr const char* name = "expression";
};

namespace {

using expression::Step;

expression::Kind kind_of(const std::string& name) {
  if (name == "number") return expression::Kind::number;
  if (name == "boolean") return expression::Kind::boolean;
  if (name == "text") return expression::Kind::text;
  if (name == "datetime") return expression::Kind::datetime;
  throw Error("INTERNAL", "no type of expression '" + name + "'");
}

expression::Vector constant_of(const Napi::Value& value, expression::Kind kind) {
  expression::Vector out;
  out.kind = kind;
  out.stride = 0;
  const bool is_missing = value.IsNull();
  if (kind == expression::Kind::text) {
    out.constant_missing = is_missing;
    if (!is_missing) out.constant = value.As<Napi::String>();
  } else if (kind == expression::Kind::boolean) {
    const bool truth = !is_missing && value.As<Napi::Boolean>();
    out.truths = {is_missing ? expression::kUnknown : truth ? expression::kTrue : expression::kFalse};
  } else {
    out.own_numbers = {is_missing ? expression::kMissing : value.As<Napi::Number>().DoubleValue()};
  }
  return out;
}

Step step_of(const Napi::Object& given, std::size_t index) {
  Step step;
  const std::string what = text_in(given, "what");
  step.kind = kind_of(text_in(given, "type"));
  if (what == "column") {
    step.what = Step::What::column;
    step.column = given.Get("column").As<Napi::Number>();
  } else if (what == "rowId") {
    step.what = Step::What::row_ids;
  } else if (what == "literal") {
    step.constant = constant_of(given.Get("value"), step.kind);
  } else {
    const std::string operation = text_in(given, "operation");
    step.what = Step::What::call;
    step.kernel = expression::kernel_of(operation);
    if (!step.kernel) throw Error("INTERNAL", "no native form of '" + operation + "'");
    step.chooses = operation == "when" || operation == "coalesce";
    step.parameter = number_in(given, "parameter");
    const auto operands = given.Get("operands").As<Napi::Array>();
    for (std::uint32_t i = 0; i < operands.Length(); ++i) {
      const int operand = operands.Get(i).As<Napi::Number>();
      if (operand < 0 || static_cast<std::size_t>(operand) >= index)
        throw Error("INTERNAL", "a step ahead of its operand");
      step.operands.push_back(operand);
    }
  }
  return step;
}

// (steps) → handle
Napi::Value expression_compile(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto given = info[0].As<Napi::Array>();
    std::vector<Step> steps;
    for (std::uint32_t i = 0; i < given.Length(); ++i) steps.push_back(step_of(given.Get(i).As<Napi::Object>(), i));
    // Constants stay where they are from here on.
    for (Step& step : steps) {
      if (!step.constant.own_numbers.empty()) step.constant.numbers = step.constant.own_numbers.data();
    }
    return wrap(info.Env(), std::make_shared<expression::Expression>(std::move(steps)));
  });
}

// (expression, columns, row ids, job options) → promise of { column, nonFinite }
Napi::Value expression_run(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto compiled = unwrap<expression::Expression>(info[0]);
    const auto handles = info[1].As<Napi::Array>();
    const auto given = span_of<double>(info[2], "row ids");
    const auto length = static_cast<std::int64_t>(given.size());
    std::vector<ColumnPtr> columns;
    for (std::uint32_t i = 0; i < handles.Length(); ++i) {
      columns.push_back(unwrap<Column>(handles.Get(i)));
      if (columns.back()->length != length) throw Error("INTERNAL", "a column of another length than the batch");
    }
    const JobOptions options = job_options(info[3]);
    return start_job(info.Env(), options.token, options.threads,
                     [compiled, columns = std::move(columns), ids = std::vector<double>(given.begin(), given.end()),
                      length](const RunContext&) -> Outcome {
                       const auto made = compiled->run(columns, ids.data(), length);
                       return [made](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("column", wrap_column(env, made.column));
                         out.Set("nonFinite", static_cast<double>(made.non_finite));
                         return out;
                       };
                     });
  });
}

// (text column, most, job options) → promise of { first, codes }, or of undefined where there are more
Napi::Value column_distinct_texts(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto column = unwrap<Column>(info[0]);
    if (column->type != Type::utf8) throw Error("INTERNAL", "the distinct texts of a column that is none");
    const auto most = static_cast<std::size_t>(info[1].As<Napi::Number>().Int64Value());
    const JobOptions options = job_options(info[2]);
    return start_job(info.Env(), options.token, options.threads, [column, most](const RunContext&) -> Outcome {
      auto found = std::make_shared<std::optional<DistinctTexts>>(distinct_texts(*column, most));
      return [found](Napi::Env env) -> Napi::Value {
        if (!*found) return env.Undefined();
        Napi::Object out = Napi::Object::New(env);
        out.Set("first", uint32_array(env, (*found)->first));
        out.Set("codes", uint32_array(env, (*found)->codes));
        return out;
      };
    });
  });
}

void register_expression_operations() {
  register_operation("calendarPart", [](Program& program, const Slots& slots, const Napi::Object& parameters) {
    const std::string name = text_in(parameters, "part");
    const expression::CalendarPart part = expression::calendar_part(name.c_str());
    if (!part) throw Error("INTERNAL", "no part of the calendar '" + name + "'");
    return add_writer<CalendarFeature>(program, slots.at(0), text_in(parameters, "name"), part);
  });
  register_operation("cycle", [](Program& program, const Slots& slots, const Napi::Object& parameters) {
    return add_writer<Cycle>(program, slots.at(0), number_in(parameters, "first"), number_in(parameters, "period"),
                             parameters.Get("cosine").ToBoolean());
  });
  register_operation("holidays", [](Program& program, const Slots& slots, const Napi::Object& parameters) {
    const auto days = span_of<std::int32_t>(parameters.Get("days"), "days");
    return add_writer<Holidays>(program, slots.at(0), text_in(parameters, "name"),
                                std::vector<std::int32_t>(days.begin(), days.end()),
                                static_cast<std::int32_t>(number_in(parameters, "firstDay")),
                                static_cast<std::int32_t>(number_in(parameters, "lastDay")));
  });
}

}  // namespace

void export_expressions(Napi::Env env, Napi::Object& exports) {
  register_once<register_expression_operations>();
  exports.Set("expressionCompile", Napi::Function::New<expression_compile>(env));
  exports.Set("columnDistinctTexts", Napi::Function::New<column_distinct_texts>(env));
  exports.Set("expressionRun", Napi::Function::New<expression_run>(env));
}

}  // namespace millrace::binding
