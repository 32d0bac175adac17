#include "readers/arrow_stream.h"

#include <array>
#include <cerrno>
#include <exception>
#include <memory>

namespace millrace::duckdb {

namespace {

constexpr std::int64_t kNullable = 2;  // ARROW_FLAG_NULLABLE

const char* format_of(Type type) {
  static const char* const formats[] = {"b", "c", "s", "i", "l", "C", "S", "I", "L", "f", "g", "u", "tdD", "tsu:"};
  return formats[static_cast<int>(type)];
}

// Arrow wants an address even for no bytes.
const void* address_of(const Buffer& buffer) {
  alignas(kAlignment) static const std::byte nothing[kAlignment] = {};
  return buffer.empty() ? nothing : buffer.data();
}

// A batch and the structs that point into it; deleted by the release of the outermost array.
struct Exported {
  explicit Exported(Batch given) : batch(std::move(given)), arrays(batch.columns.size()), buffers(arrays.size()) {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const Column& column = *batch.columns[i];
      const bool is_text = column.type == Type::utf8;
      buffers[i][0] = column.null_count > 0 ? column.validity.data() : nullptr;
      buffers[i][1] = address_of(is_text ? column.offsets : column.data);
      buffers[i][2] = address_of(column.data);
      arrays[i] = {.length = column.length,
                   .null_count = column.null_count,
                   .offset = 0,
                   .n_buffers = is_text ? 3 : 2,
                   .n_children = 0,
                   .buffers = buffers[i].data(),
                   .children = nullptr,
                   .dictionary = nullptr,
                   .release = [](ArrowArray* array) { array->release = nullptr; },
                   .private_data = nullptr};
      pointers.push_back(&arrays[i]);
    }
  }

  Batch batch;
  std::vector<ArrowArray> arrays;
  std::vector<std::array<const void*, 3>> buffers;
  std::vector<ArrowArray*> pointers;
  const void* no_validity = nullptr;
};

void release_array(ArrowArray* array) {
  delete static_cast<Exported*>(array->private_data);
  array->release = nullptr;
}

}  // namespace

BatchStream::BatchStream(std::vector<Field> fields, Next next) : fields_(std::move(fields)), next_(std::move(next)) {
  for (const Field& field : fields_) {
    children_.push_back({.format = format_of(field.type),
                         .name = field.name.c_str(),
                         .metadata = nullptr,
                         .flags = kNullable,
                         .n_children = 0,
                         .children = nullptr,
                         .dictionary = nullptr,
                         .release = [](ArrowSchema* schema) { schema->release = nullptr; },
                         .private_data = nullptr});
  }
  stream_ = {.get_schema = get_schema,
             .get_next = get_next,
             .get_last_error = get_last_error,
             .release = [](ArrowArrayStream* stream) { stream->release = nullptr; },
             .private_data = this};
}

int BatchStream::get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto& self = *static_cast<BatchStream*>(stream->private_data);
  self.child_pointers_.clear();
  for (ArrowSchema& child : self.children_) {
    child.release = [](ArrowSchema* schema) { schema->release = nullptr; };  // a consumer before may have cleared it
    self.child_pointers_.push_back(&child);
  }
  *out = {.format = "+s",
          .name = "",
          .metadata = nullptr,
          .flags = 0,
          .n_children = static_cast<std::int64_t>(self.children_.size()),
          .children = self.child_pointers_.data(),
          .dictionary = nullptr,
          .release = [](ArrowSchema* schema) { schema->release = nullptr; },
          .private_data = nullptr};
  return 0;
}

int BatchStream::get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& self = *static_cast<BatchStream*>(stream->private_data);
  *out = {};  // without a release function: the end of the stream
  try {
    std::optional<Batch> batch = self.next_();
    if (!batch) return 0;
    const std::int64_t row_count = batch->row_count;
    auto exported = std::make_unique<Exported>(std::move(*batch));
    *out = {.length = row_count,
            .null_count = 0,
            .offset = 0,
            .n_buffers = 1,
            .n_children = static_cast<std::int64_t>(exported->arrays.size()),
            .buffers = &exported->no_validity,
            .children = exported->pointers.data(),
            .dictionary = nullptr,
            .release = release_array,
            .private_data = exported.get()};
    static_cast<void>(exported.release());  // release_array deletes it
    return 0;
  } catch (const std::exception& error) {
    self.error_ = error.what();
  } catch (...) {
    self.error_ = "the stream was stopped";
  }
  return EIO;
}

const char* BatchStream::get_last_error(ArrowArrayStream* stream) {
  return static_cast<BatchStream*>(stream->private_data)->error_.c_str();
}

}  // namespace millrace::duckdb
