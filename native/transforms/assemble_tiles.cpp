#include "transforms/assemble_tiles.h"

#include <cfloat>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

// Calls visit with the column's values as their own type. Columns of numbers are of these types alone.
template <typename Visit>
auto with_values(const Column& column, Visit visit) {
  switch (column.type) {
    case Type::int8:
      return visit(column.data.as<std::int8_t>());
    case Type::int16:
      return visit(column.data.as<std::int16_t>());
    case Type::int32:
      return visit(column.data.as<std::int32_t>());
    case Type::int64:
      return visit(column.data.as<std::int64_t>());
    case Type::uint8:
      return visit(column.data.as<std::uint8_t>());
    case Type::uint16:
      return visit(column.data.as<std::uint16_t>());
    case Type::uint32:
      return visit(column.data.as<std::uint32_t>());
    case Type::uint64:
      return visit(column.data.as<std::uint64_t>());
    case Type::float32:
      return visit(column.data.as<float>());
    case Type::float64:
      return visit(column.data.as<double>());
    default:
      throw Error("INTERNAL", "a column of no numbers among those of a matrix");
  }
}

bool all_valid(const Column& column, std::int64_t begin, std::int64_t end) {
  if (column.null_count == 0) return true;
  for (std::int64_t row = begin; row < end; ++row) {
    if (!column.is_valid(row)) return false;
  }
  return true;
}

// Through float64, as every number goes elsewhere: large integers round as they do there.
template <typename T>
float narrowed(T value) {
  return static_cast<float>(static_cast<double>(value));
}

bool holds(float value) { return std::fabs(value) <= FLT_MAX; }

template <typename T>
bool copy_values(const T* values, std::int64_t count, float* at, std::int32_t stride) {
  bool good = true;
  for (std::int64_t row = 0; row < count; ++row, at += stride) {
    const float value = narrowed(values[row]);
    good &= holds(value);
    *at = value;
  }
  return good;
}

bool copy_codes(const std::int32_t* codes, std::int64_t count, std::int32_t width, float* at, std::int32_t stride) {
  for (std::int64_t row = 0; row < count; ++row, at += stride) {
    if (codes[row] >= width) return false;
    if (codes[row] >= 0) at[codes[row]] = 1.0f;
  }
  return true;
}

bool copy_sparse(const CsrBlock& rows, std::int64_t begin, std::int64_t end, std::int32_t width, float* at,
                 std::int32_t stride) {
  for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row, at += stride) {
    for (std::uint32_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
      if (rows.indices[i] >= static_cast<std::uint32_t>(width)) return false;
      at[rows.indices[i]] = rows.values[i];
    }
  }
  return true;
}

// One part of a row, its values looked up once.
struct Reader {
  Part::Kind kind = Part::Kind::numbers;
  std::int32_t first = 0, width = 0;
  const double* numbers = nullptr;
  const std::int32_t* codes = nullptr;
  const CsrBlock* rows = nullptr;
  std::vector<double> own;  // of a column
};

std::vector<Reader> readers_of(const Assembly& assembly, const Run& run, std::int64_t begin, std::int64_t end) {
  std::vector<Reader> readers;
  std::int32_t first = 0;
  for (const Part& part : assembly.parts) {
    Reader reader;
    reader.kind = part.kind;
    reader.first = first;
    reader.width = part.width;
    switch (part.kind) {
      case Part::Kind::numbers:
        reader.numbers = run.get<Numbers>(part.slot).data();
        break;
      case Part::Kind::codes:
        reader.codes = run.get<Codes>(part.slot).data();
        break;
      case Part::Kind::sparse:
        reader.rows = &run.get<CsrBlock>(part.slot);
        break;
      case Part::Kind::column:
        for (std::int64_t row = begin; row < end; ++row) reader.own.push_back(number_at(run.column(part.slot), row));
        break;
    }
    first += part.width;
    readers.push_back(std::move(reader));
  }
  return readers;
}

}  // namespace

double number_at(const Column& column, std::int64_t row) {
  if (!column.is_valid(row)) return std::numeric_limits<double>::quiet_NaN();
  return with_values(column, [row](const auto* values) { return static_cast<double>(values[row]); });
}

bool fill_tile(const Assembly& assembly, const Run& run, std::int64_t begin, std::int64_t end, float* base,
               std::int32_t stride) {
  std::int32_t first = 0;
  const std::int64_t count = end - begin;
  for (const Part& part : assembly.parts) {
    float* at = base + first;
    bool good = false;
    switch (part.kind) {
      case Part::Kind::numbers:
        good = copy_values(run.get<Numbers>(part.slot).data() + begin, count, at, stride);
        break;
      case Part::Kind::codes:
        good = copy_codes(run.get<Codes>(part.slot).data() + begin, count, part.width, at, stride);
        break;
      case Part::Kind::sparse:
        good = copy_sparse(run.get<CsrBlock>(part.slot), begin, end, part.width, at, stride);
        break;
      case Part::Kind::column: {
        const Column& column = run.column(part.slot);
        good = all_valid(column, begin, end) &&
               with_values(column, [&](const auto* values) { return copy_values(values + begin, count, at, stride); });
        break;
      }
    }
    if (!good) return false;
    first += part.width;
  }
  return true;
}

bool fill_tile(const Assembly& assembly, const Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block) {
  const std::vector<Reader> readers = readers_of(assembly, run, begin, end);
  const auto first_row = static_cast<std::size_t>(begin), end_row = static_cast<std::size_t>(end);
  const std::size_t held = block.indices.size(), rows = end_row - first_row;
  std::size_t most = held;
  for (const Reader& reader : readers) {
    most += reader.kind == Part::Kind::sparse ? reader.rows->offsets[end_row] - reader.rows->offsets[first_row] : rows;
  }
  if (most > std::numeric_limits<std::uint32_t>::max()) return false;
  block.indices.reserve(most);  // exactly
  block.values.reserve(most);
  block.indices.resize(most);
  block.values.resize(most);
  block.offsets.reserve(block.offsets.size() + rows);
  std::uint32_t* const indices = block.indices.data();
  float* const values = block.values.data();
  std::size_t size = held;
  bool good = true;
  for (std::size_t row = first_row; row < end_row && good; ++row) {
    // Each value is written, and kept by going on.
    for (const Reader& reader : readers) {
      if (reader.kind == Part::Kind::codes) {
        const std::int32_t code = reader.codes[row];
        good &= code < reader.width;
        indices[size] = static_cast<std::uint32_t>(reader.first + code);
        values[size] = 1.0f;
        size += code >= 0;
      } else if (reader.kind == Part::Kind::sparse) {
        for (std::uint32_t i = reader.rows->offsets[row]; i < reader.rows->offsets[row + 1]; ++i) {
          const std::uint32_t column = reader.rows->indices[i];
          good &= column < static_cast<std::uint32_t>(reader.width);
          indices[size] = static_cast<std::uint32_t>(reader.first) + column;
          values[size++] = reader.rows->values[i];
        }
      } else {
        const double number = reader.numbers ? reader.numbers[row] : reader.own[row - first_row];
        const auto value = static_cast<float>(number);
        good &= holds(value);
        indices[size] = static_cast<std::uint32_t>(reader.first);
        values[size] = value;
        size += value != 0.0f;
      }
    }
    block.offsets.push_back(static_cast<std::uint32_t>(size));
  }
  if (!good) {
    size = held;
    block.offsets.resize(static_cast<std::size_t>(block.row_count) + 1);
  } else {
    block.row_count += static_cast<std::int32_t>(rows);
  }
  block.indices.resize(size);
  block.values.resize(size);
  return good;
}

}  // namespace millrace
