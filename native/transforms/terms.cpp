#include "transforms/terms.h"

namespace millrace {

namespace {

// The column if it is text; empty texts when it is a single missing value, which has no type of its own.
ColumnPtr text_of(const Run& run, Slot slot, const std::string& name) {
  const ColumnPtr& column = std::get<ColumnPtr>(run.slots[static_cast<std::size_t>(slot)]);
  if (column->type == Type::utf8) return column;
  if (column->null_count != column->length) {
    throw Error("COLUMN_TYPE", "column '" + name + "' should be text and is " + name_of(column->type),
                "read the column as text");
  }
  auto empty = std::make_shared<Column>();
  empty->type = Type::utf8;
  empty->length = column->length;
  empty->offsets = Buffer(Bytes(static_cast<std::size_t>(column->length + 1) * sizeof(std::int32_t)));
  return empty;
}

}  // namespace

void TermFold::run(Run& run) { state->update(*text_of(run, in, name), run.context); }

void WeighTerms::run(Run& run) {
  CsrBlock block;
  count_terms(*vocabulary, *analyzer, *text_of(run, in, name), run.context, block);
  apply_tfidf(block, idf.empty() ? nullptr : idf.data(), weighting);
  run.set(out, std::move(block));
}

void HashTerms::run(Run& run) {
  CsrBlock block;
  hash_terms(hashing, *analyzer, *text_of(run, in, name), run.context, block);
  if (norm != TfidfWeighting::Norm::none) {
    TfidfWeighting weighting;
    weighting.use_idf = false;
    weighting.norm = norm;
    apply_tfidf(block, nullptr, weighting);
  }
  run.set(out, std::move(block));
}

}  // namespace millrace
