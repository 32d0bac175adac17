// Profiles: batches folded in as jobs, and what was found handed out as plain objects.
#include "binding/profile.h"

#include <algorithm>

#include "binding/buffers.h"
#include "binding/column.h"
#include "binding/job.h"
#include "profile/associations.h"
#include "profile/changes.h"
#include "profile/number_summary.h"
#include "profile/table_profile.h"
#include "profile/target_rules.h"

namespace millrace::binding {

template <>
struct Kind<TableProfile> {
  static constexpr const char* name = "table profile";
};

namespace {

std::vector<std::size_t> indices_in(const Napi::Value& value) {
  const auto given = span_of<double>(value, "columns");
  return {given.begin(), given.end()};
}
std::vector<bool> flags_in(const Napi::Value& value) {
  const auto given = span_of<double>(value, "flags");
  std::vector<bool> flags;
  for (const double flag : given) flags.push_back(flag != 0);
  return flags;
}

template <typename T>
Napi::Float64Array floats(Napi::Env env, const std::vector<T>& values) {
  return float64_array(env, std::vector<double>(values.begin(), values.end()));
}
Napi::Value keys_out(Napi::Env env, const std::vector<std::uint64_t>& keys) {
  const auto buffer = copy_out(env, keys.data(), keys.size() * sizeof(std::uint64_t));
  return Napi::BigUint64Array::New(env, keys.size(), buffer, 0);
}

// (types, target | -1, count repeated rows) → handle
Napi::Value table_profile(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    TableProfileOptions options;
    for (const double type : span_of<double>(info[0], "types")) {
      options.types.push_back(static_cast<Type>(static_cast<std::uint8_t>(type)));
    }
    options.target = info[1].As<Napi::Number>().Int32Value();
    options.count_repeated = info[2].ToBoolean();
    return wrap(info.Env(), std::make_shared<TableProfile>(std::move(options)));
  });
}

// (profile, row ids, columns, job options) → promise of nothing
Napi::Value profile_add(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto profile = unwrap<TableProfile>(info[0]);
    const auto ids = span_of<double>(info[1], "row ids");
    const auto handles = info[2].As<Napi::Array>();
    const auto& types = profile->options().types;
    if (handles.Length() != types.size()) throw Error("INTERNAL", "another number of columns than the profile has");
    std::vector<ColumnPtr> columns;
    for (std::uint32_t i = 0; i < handles.Length(); ++i) {
      columns.push_back(unwrap<Column>(handles.Get(i)));
      if (columns.back()->type != types[i] || columns.back()->length != static_cast<std::int64_t>(ids.size())) {
        throw Error("INTERNAL", "a column of another type or length than the profile expects");
      }
    }
    if (!std::all_of(ids.begin(), ids.end(), [](double id) { return id >= 0; })) {
      throw Error("INTERNAL", "row ids must not be negative");
    }
    const JobOptions options = job_options(info[3]);
    return start_job(
        info.Env(), options.token, options.threads,
        [profile, ids = std::vector<double>(ids.begin(), ids.end()), columns](const RunContext& context) -> Outcome {
          profile->add(ids.data(), columns, static_cast<std::int64_t>(ids.size()), context);
          return [](Napi::Env env) -> Napi::Value { return env.Undefined(); };
        });
  });
}

// The most frequent values of a column, by falling count, equal counts by key or text.
std::vector<std::size_t> frequent(const ColumnProfile& column, std::size_t most) {
  const ValueCounts& values = column.values;
  std::vector<std::size_t> entries(values.size());
  for (std::size_t entry = 0; entry < entries.size(); ++entry) entries[entry] = entry;
  const bool texts = kind_of(column.type) == ValueKind::text;
  const auto before = [&](std::size_t a, std::size_t b) {
    if (values.count(a) != values.count(b)) return values.count(a) > values.count(b);
    if (!texts) {
      const double x = column.number_of(values.key(a)), y = column.number_of(values.key(b));
      return x < y || (x == y && values.key(a) < values.key(b));
    }
    return values.text(a) < values.text(b) || (values.text(a) == values.text(b) && values.key(a) < values.key(b));
  };
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(std::min(most, entries.size()));
  std::partial_sort(entries.begin(), middle, entries.end(), before);
  entries.erase(middle, entries.end());
  return entries;
}

struct ColumnFindings {
  std::vector<std::size_t> frequent;
  NumberSummary summary;
};

Napi::Value numbers_out(Napi::Env env, const NumberFacts& facts, const NumberSummary& summary) {
  Napi::Object out = Napi::Object::New(env);
  const CentralMoments& moments = facts.moments;
  out.Set("moments",
          float64_array(env, std::vector<double>{moments.count, moments.mean, moments.m2, moments.m3, moments.m4}));
  out.Set("zeros", static_cast<double>(facts.zeros));
  out.Set("negatives", static_cast<double>(facts.negatives));
  out.Set("positiveInfinities", static_cast<double>(facts.positive_infinities));
  out.Set("negativeInfinities", static_cast<double>(facts.negative_infinities));
  out.Set("fractions", static_cast<double>(facts.fractions));
  out.Set("lowest", float64_array(env, facts.lowest));
  out.Set("highest", float64_array(env, facts.highest));
  out.Set("exact", Napi::Boolean::New(env, summary.exact));
  out.Set("summaryCount", static_cast<double>(summary.count));
  out.Set("quantiles", float64_array(env, summary.quantiles));
  out.Set("deviation", summary.deviation);
  out.Set("fences", float64_array(env, std::vector<double>{summary.low_fence, summary.high_fence}));
  out.Set("whiskers", float64_array(env, std::vector<double>{summary.low_whisker, summary.high_whisker}));
  out.Set("outliers", float64_array(env, std::vector<double>{static_cast<double>(summary.low_outliers),
                                                             static_cast<double>(summary.high_outliers)}));
  out.Set("edges", float64_array(env, summary.edges));
  out.Set("counts", floats(env, summary.counts));
  return out;
}

Napi::Value column_out(Napi::Env env, const ColumnProfile& column, const ColumnFindings& findings) {
  Napi::Object out = Napi::Object::New(env);
  const ValueCounts& values = column.values;
  out.Set("missing", static_cast<double>(column.missing));
  out.Set("distinct", values.distinct());
  out.Set("isExact", Napi::Boolean::New(env, values.exact()));
  out.Set("relativeError", values.relative_error());
  out.Set("countError", static_cast<double>(values.error()));
  std::vector<std::uint64_t> keys;
  std::vector<double> counts;
  for (const std::size_t entry : findings.frequent) {
    keys.push_back(values.key(entry));
    counts.push_back(static_cast<double>(values.count(entry)));
  }
  out.Set("keys", keys_out(env, keys));
  out.Set("counts", float64_array(env, counts));
  const ValueKind kind = kind_of(column.type);
  if (kind == ValueKind::text) {
    Napi::Array texts = Napi::Array::New(env, findings.frequent.size());
    for (std::size_t i = 0; i < findings.frequent.size(); ++i) {
      const std::string_view text = values.text(findings.frequent[i]);
      texts.Set(static_cast<std::uint32_t>(i), Napi::String::New(env, text.data(), text.size()));
    }
    out.Set("texts", texts);
    const TextFacts& facts = column.texts;
    out.Set("lengths",
            float64_array(env, std::vector<double>{
                                   static_cast<double>(facts.count), static_cast<double>(facts.empty),
                                   static_cast<double>(facts.edge_spaces), static_cast<double>(facts.least_length),
                                   static_cast<double>(facts.most_length), static_cast<double>(facts.length_sum),
                                   facts.length_squares, static_cast<double>(facts.least_words),
                                   static_cast<double>(facts.most_words), static_cast<double>(facts.word_sum)}));
  } else if (kind == ValueKind::time) {
    const TimeFacts& facts = column.times;
    out.Set("times",
            float64_array(env, std::vector<double>{
                                   static_cast<double>(facts.count), static_cast<double>(facts.first),
                                   static_cast<double>(facts.last), static_cast<double>(facts.whole_seconds),
                                   static_cast<double>(facts.whole_minutes), static_cast<double>(facts.whole_hours),
                                   static_cast<double>(facts.whole_days)}));
    std::vector<double> days(facts.days.begin(), facts.days.end());
    std::sort(days.begin(), days.end());
    if (facts.all_days) out.Set("days", float64_array(env, days));
  } else if (kind == ValueKind::number) {
    out.Set("numbers", numbers_out(env, column.numbers, findings.summary));
  }
  return out;
}

Napi::Value rows_out(Napi::Env env, const TableProfile& profile, double share) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("rowCount", static_cast<double>(profile.row_count()));
  out.Set("sampledRows", static_cast<double>(profile.sample().order().size()));
  const RepeatedRows::Result repeated = profile.repeated().finish(share);
  out.Set("repeated", float64_array(env, std::vector<double>{repeated.exact ? 1.0 : 0.0, repeated.distinct,
                                                             repeated.repeated, repeated.error, repeated.crossing}));
  const auto patterns = profile.patterns().patterns();
  Napi::Array list = Napi::Array::New(env, patterns.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    Napi::Object pattern = Napi::Object::New(env);
    pattern.Set("columns", floats(env, patterns[i].columns));
    pattern.Set("count", static_cast<double>(patterns[i].count));
    list.Set(static_cast<std::uint32_t>(i), pattern);
  }
  out.Set("patterns", list);
  out.Set("patternError", static_cast<double>(profile.patterns().error()));
  out.Set("rowsPerPlace", profile.patterns().rows_per_place());
  out.Set("rowsByPlace", floats(env, profile.patterns().rows_by_place()));
  Napi::Array places = Napi::Array::New(env, profile.options().types.size());
  for (std::uint32_t c = 0; c < profile.options().types.size(); ++c) {
    const auto& missing = profile.patterns().missing_by_place(c);
    places.Set(c, missing.empty() ? env.Undefined() : Napi::Value(floats(env, missing)));
  }
  out.Set("missingByPlace", places);
  return out;
}

// (profile, shares of quantiles, most values by column, share held out, job options) → promise of { rows, columns }
Napi::Value profile_finish(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto profile = unwrap<TableProfile>(info[0]);
    const auto shares = numbers_in(info[1]);
    const auto most = indices_in(info[2]);
    const double held_out = info[3].As<Napi::Number>();
    const JobOptions options = job_options(info[4]);
    return start_job(info.Env(), options.token, options.threads,
                     [profile, shares, most, held_out](const RunContext& context) -> Outcome {
                       auto& columns = profile->columns();
                       auto findings = std::make_shared<std::vector<ColumnFindings>>(columns.size());
                       const auto order = profile->sample().order();
                       parallel_for(context, columns.size(), [&](std::size_t c) {
                         columns[c].numbers.moments.close();
                         (*findings)[c].frequent = frequent(columns[c], most[c]);
                         if (kind_of(columns[c].type) == ValueKind::number) {
                           (*findings)[c].summary = summarize_numbers(columns[c], order, shares);
                         }
                       });
                       return [profile, findings, held_out](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("rows", rows_out(env, *profile, held_out));
                         Napi::Array list = Napi::Array::New(env, findings->size());
                         for (std::size_t c = 0; c < findings->size(); ++c) {
                           list.Set(static_cast<std::uint32_t>(c),
                                    column_out(env, profile->columns()[c], (*findings)[c]));
                         }
                         out.Set("columns", list);
                         return out;
                       };
                     });
  });
}

// (profile, columns, whether numbers, job options) → promise of { rows, strength, rank, missing }
Napi::Value profile_associate(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto profile = unwrap<TableProfile>(info[0]);
    const auto indices = indices_in(info[1]);
    const auto numbers = flags_in(info[2]);
    const JobOptions options = job_options(info[3]);
    std::vector<AssociationColumn> columns;
    for (std::size_t i = 0; i < indices.size(); ++i) columns.push_back({indices[i], numbers.at(i)});
    return start_job(info.Env(), options.token, options.threads,
                     [profile, columns](const RunContext& context) -> Outcome {
                       auto found = std::make_shared<Associations>(associate(*profile, columns, context));
                       return [found](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("rows", static_cast<double>(found->rows));
                         out.Set("strength", float64_array(env, found->strength));
                         out.Set("rank", float64_array(env, found->rank));
                         out.Set("missing", float64_array(env, found->missing));
                         return out;
                       };
                     });
  });
}

Napi::Value rule_out(Napi::Env env, const FeatureRule& rule) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("score", rule.score);
  out.Set("accuracy", rule.accuracy);
  out.Set("baseline", rule.baseline);
  out.Set("scoredRows", static_cast<double>(rule.scored_rows));
  out.Set("linear", rule.linear);
  out.Set("monotone", rule.monotone);
  out.Set("decides", rule.decides);
  out.Set("decided", rule.decided);
  out.Set("values", static_cast<double>(rule.values));
  static constexpr const char* kinds[] = {"value", "range", "other", "missing"};
  Napi::Array groups = Napi::Array::New(env, rule.groups.size());
  for (std::size_t i = 0; i < rule.groups.size(); ++i) {
    const TargetGroup& group = rule.groups[i];
    Napi::Object each = Napi::Object::New(env);
    each.Set("kind", kinds[static_cast<std::size_t>(group.kind)]);
    each.Set("key", Napi::BigInt::New(env, group.key));
    each.Set("low", group.low);
    each.Set("high", group.high);
    each.Set("rows", static_cast<double>(group.rows));
    each.Set("mean", group.mean);
    each.Set("classes", floats(env, group.classes));
    groups.Set(static_cast<std::uint32_t>(i), each);
  }
  out.Set("groups", groups);
  return out;
}

// (profile, target, is classes, features, whether numbers, job options) → promise of { rows, classes, features }
Napi::Value profile_rules(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto profile = unwrap<TableProfile>(info[0]);
    TargetQuestion question{
        static_cast<std::size_t>(info[1].As<Napi::Number>().Int64Value()), info[2].ToBoolean(), {}, flags_in(info[4])};
    for (const double feature : span_of<double>(info[3], "features")) {
      question.features.push_back(static_cast<std::ptrdiff_t>(feature));
    }
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads,
                     [profile, question](const RunContext& context) -> Outcome {
                       auto found = std::make_shared<TargetRules>(learn_rules(*profile, question, context));
                       return [found](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("rows", static_cast<double>(found->rows));
                         out.Set("classes", keys_out(env, found->classes));
                         Napi::Array features = Napi::Array::New(env, found->features.size());
                         for (std::size_t i = 0; i < found->features.size(); ++i) {
                           features.Set(static_cast<std::uint32_t>(i), rule_out(env, found->features[i]));
                         }
                         out.Set("features", features);
                         return out;
                       };
                     });
  });
}

// (profile, time, begins, columns, whether numbers, job options) → promise of { rows, columns }
Napi::Value profile_changes(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto profile = unwrap<TableProfile>(info[0]);
    const auto time = static_cast<std::size_t>(info[1].As<Napi::Number>().Int64Value());
    const auto begins = numbers_in(info[2]);
    const auto columns = indices_in(info[3]);
    const auto numbers = flags_in(info[4]);
    const JobOptions options = job_options(info[5]);
    return start_job(info.Env(), options.token, options.threads,
                     [profile, time, begins, columns, numbers](const RunContext& context) -> Outcome {
                       auto found =
                           std::make_shared<Changes>(find_changes(*profile, time, begins, columns, numbers, context));
                       return [found](Napi::Env env) -> Napi::Value {
                         Napi::Object out = Napi::Object::New(env);
                         out.Set("rows", floats(env, found->rows));
                         Napi::Array list = Napi::Array::New(env, found->columns.size());
                         for (std::size_t c = 0; c < found->columns.size(); ++c) {
                           const ColumnChange& change = found->columns[c];
                           Napi::Object each = Napi::Object::New(env);
                           each.Set("missing", float64_array(env, change.missing));
                           each.Set("mean", float64_array(env, change.mean));
                           each.Set("keys", keys_out(env, change.keys));
                           each.Set("shares", float64_array(env, change.shares));
                           each.Set("stability", change.stability);
                           list.Set(static_cast<std::uint32_t>(c), each);
                         }
                         out.Set("columns", list);
                         return out;
                       };
                     });
  });
}

}  // namespace

void export_profile(Napi::Env env, Napi::Object& exports) {
  exports.Set("tableProfile", Napi::Function::New<table_profile>(env));
  exports.Set("profileAdd", Napi::Function::New<profile_add>(env));
  exports.Set("profileFinish", Napi::Function::New<profile_finish>(env));
  exports.Set("profileAssociate", Napi::Function::New<profile_associate>(env));
  exports.Set("profileRules", Napi::Function::New<profile_rules>(env));
  exports.Set("profileChanges", Napi::Function::New<profile_changes>(env));
}

}  // namespace millrace::binding
