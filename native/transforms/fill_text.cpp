#include "transforms/fill_text.h"

#include <limits>

namespace millrace {

void FillText::run(Run& run) {
  const ColumnPtr in = std::get<ColumnPtr>(run.slots[static_cast<std::size_t>(in_)]);
  // A single row's missing value has no type of its own: it becomes text too.
  const bool untyped = in->type != Type::utf8 && in->null_count == in->length;
  if (in->null_count == 0 || (in->type != Type::utf8 && !untyped)) {
    run.set_column(out_, in);
    return;
  }
  auto out = std::make_shared<Column>();
  out->type = Type::utf8;
  out->length = in->length;
  Bytes offset_bytes(static_cast<std::size_t>(in->length + 1) * sizeof(std::int32_t));
  auto* offsets = reinterpret_cast<std::int32_t*>(offset_bytes.data());
  std::string text;
  offsets[0] = 0;
  for (std::int64_t row = 0; row < in->length; ++row) {
    text += in->is_valid(row) ? in->text(row) : std::string_view(fill_);
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw Error("BATCH_TOO_LARGE", "a batch holds more than 2 GiB of text", "read with smaller batches");
    }
    offsets[row + 1] = static_cast<std::int32_t>(text.size());
  }
  out->offsets = Buffer(std::move(offset_bytes));
  out->data = Buffer::copy_of(text.data(), text.size());
  run.set_column(out_, out);
}

}  // namespace millrace
