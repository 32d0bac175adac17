// Batches as a stream in Arrow's C layout, which DuckDB scans.
// The structs are those of https://arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "readers/batch.h"

extern "C" {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);
  int (*get_next)(ArrowArrayStream*, ArrowArray* out);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};
}

namespace millrace::duckdb {

class BatchStream {
 public:
  // `next` gives the batches, then none; what it throws ends the stream with an error.
  using Next = std::function<std::optional<Batch>()>;
  BatchStream(std::vector<Field> fields, Next next);
  BatchStream(const BatchStream&) = delete;
  BatchStream& operator=(const BatchStream&) = delete;

  // Lives as long as this object, whatever its consumer releases.
  ArrowArrayStream* arrow() { return &stream_; }

 private:
  static int get_schema(ArrowArrayStream* stream, ArrowSchema* out);
  static int get_next(ArrowArrayStream* stream, ArrowArray* out);
  static const char* get_last_error(ArrowArrayStream* stream);

  const std::vector<Field> fields_;
  const Next next_;
  std::vector<ArrowSchema> children_;
  std::vector<ArrowSchema*> child_pointers_;
  ArrowArrayStream stream_;
  std::string error_;
};

}  // namespace millrace::duckdb
