#include "text/text_chunks.h"

namespace millrace {

std::vector<std::int64_t> text_chunks(const Column& text) {
  std::vector<std::int64_t> boundaries{0};
  std::int64_t bytes = 0;
  for (std::int64_t row = 0; row < text.length; ++row) {
    bytes += static_cast<std::int64_t>(text.text(row).size());
    if (bytes >= kChunkBytes || row + 1 - boundaries.back() >= kChunkRows) {
      boundaries.push_back(row + 1);
      bytes = 0;
    }
  }
  if (boundaries.back() != text.length) boundaries.push_back(text.length);
  return boundaries;
}

}  // namespace millrace
