#include "transforms/assemble.h"

#include <algorithm>
#include <atomic>
#include <cfloat>
#include <cmath>
#include <limits>

#include "transforms/assemble_tiles.h"

namespace millrace {

namespace {

// Rows of a tile: their columns stay in the first cache, and there are several for each thread in a batch.
constexpr std::int64_t kTileRows = 256;
constexpr std::int64_t kSparseTileRows = 1024;

// The number as float32. One that is missing or leaves float32's range is a fault, and 0 stands in for it.
float narrow(Run& run, std::int64_t row, double number, const Part& part) {
  const auto value = static_cast<float>(number);
  if (std::fabs(value) <= FLT_MAX) [[likely]] {
    return value;
  }
  if (std::isnan(number)) {
    run.fault(row, "VALUE_MISSING", "'" + part.name + "' is missing", "put a simpleImputer before the model");
  } else {
    run.fault(row, "VALUE_INFINITE", "'" + part.name + "' is beyond the range of float32",
              "scale the column with a standardScaler first");
  }
  return 0.0f;
}

// As an operation between would have it: an infinite value of a column is told as such.
float narrow_column(Run& run, std::int64_t row, const Part& part) {
  const double number = number_at(run.column(part.slot), row);
  if (!std::isinf(number)) return narrow(run, row, number, part);
  run.fault(row, "VALUE_INFINITE", "column '" + part.name + "' holds " + (number > 0 ? "Infinity" : "-Infinity"),
            "replace infinite values, or filter out their rows");
  return 0.0f;
}

// A model file that was tampered with may name an indicator or a term that its part has no column for.
void require_column(std::uint32_t column, const Part& part) {
  if (column >= static_cast<std::uint32_t>(part.width)) {
    throw Error("MODEL_CORRUPT",
                "'" + part.name + "' has a value beyond its " + std::to_string(part.width) + " columns");
  }
}

// Indices ascend within a row: the last one is the greatest.
void require_columns(const CsrBlock& rows, std::size_t row, const Part& part) {
  if (rows.offsets[row] < rows.offsets[row + 1]) require_column(rows.indices[rows.offsets[row + 1] - 1], part);
}

void begin_block(FeatureMatrix& matrix) {
  if (matrix.sparse) {
    matrix.csr.emplace_back().offsets.reserve(kBlockRows + 1);
  } else {
    matrix.dense.emplace_back();
  }
}

// A block holds no more memory than it has values.
void shrink(CsrBlock& block) {
  block.indices.shrink_to_fit();
  block.values.shrink_to_fit();
}

}  // namespace

std::int32_t Assembly::column_count() const {
  std::int64_t count = 0;
  for (const Part& part : parts) count += part.width;
  if (count > std::numeric_limits<std::int32_t>::max()) {
    throw Error("MEMORY_EXHAUSTED", "the features have more than 2,147,483,647 columns", "use fewer features");
  }
  return static_cast<std::int32_t>(count);
}

void Assembly::fill(Run& run, std::int64_t begin, std::int64_t end, DenseBlock& block, std::int32_t stride) const {
  const auto first = static_cast<std::size_t>(block.row_count) * static_cast<std::size_t>(stride);
  const auto rows = static_cast<std::size_t>(end - begin);
  block.values.resize(first + rows * static_cast<std::size_t>(stride));
  float* base = block.values.data() + first;
  std::int32_t column = 0;
  for (const Part& part : parts) {
    float* at = base + column;
    switch (part.kind) {
      case Part::Kind::numbers: {
        const Numbers& numbers = run.get<Numbers>(part.slot);
        for (std::int64_t row = begin; row < end; ++row, at += stride) {
          *at = narrow(run, row, numbers[static_cast<std::size_t>(row)], part);
        }
        break;
      }
      case Part::Kind::column:
        for (std::int64_t row = begin; row < end; ++row, at += stride) *at = narrow_column(run, row, part);
        break;
      case Part::Kind::codes: {
        const Codes& codes = run.get<Codes>(part.slot);
        for (std::int64_t row = begin; row < end; ++row, at += stride) {
          const std::int32_t code = codes[static_cast<std::size_t>(row)];
          if (code < 0) continue;
          require_column(static_cast<std::uint32_t>(code), part);
          at[code] = 1.0f;
        }
        break;
      }
      case Part::Kind::sparse: {
        const CsrBlock& rows_in = run.get<CsrBlock>(part.slot);
        for (std::int64_t row = begin; row < end; ++row, at += stride) {
          const auto r = static_cast<std::size_t>(row);
          require_columns(rows_in, r, part);
          for (std::uint32_t i = rows_in.offsets[r]; i < rows_in.offsets[r + 1]; ++i) {
            at[rows_in.indices[i]] = rows_in.values[i];
          }
        }
        break;
      }
    }
    column += part.width;
  }
  block.row_count += static_cast<std::int32_t>(rows);
}

void Assembly::fill(Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block) const {
  const auto push = [&block](std::int32_t column, float value) {
    block.indices.push_back(static_cast<std::uint32_t>(column));
    block.values.push_back(value);
  };
  for (std::int64_t row = begin; row < end; ++row) {
    const auto r = static_cast<std::size_t>(row);
    std::int32_t column = 0;
    for (const Part& part : parts) {
      switch (part.kind) {
        case Part::Kind::numbers: {
          const float value = narrow(run, row, run.get<Numbers>(part.slot)[r], part);
          if (value != 0.0f) push(column, value);
          break;
        }
        case Part::Kind::column: {
          const float value = narrow_column(run, row, part);
          if (value != 0.0f) push(column, value);
          break;
        }
        case Part::Kind::codes: {
          const std::int32_t code = run.get<Codes>(part.slot)[r];
          if (code < 0) break;
          require_column(static_cast<std::uint32_t>(code), part);
          push(column + code, 1.0f);
          break;
        }
        case Part::Kind::sparse: {
          const CsrBlock& rows_in = run.get<CsrBlock>(part.slot);
          require_columns(rows_in, r, part);
          for (std::uint32_t i = rows_in.offsets[r]; i < rows_in.offsets[r + 1]; ++i) {
            push(column + static_cast<std::int32_t>(rows_in.indices[i]), rows_in.values[i]);
          }
          break;
        }
      }
      column += part.width;
    }
    if (block.indices.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw Error("MEMORY_EXHAUSTED", "4,096 rows hold more than 4,294,967,295 values", "use fewer features");
    }
    block.offsets.push_back(static_cast<std::uint32_t>(block.indices.size()));
  }
  block.row_count += static_cast<std::int32_t>(end - begin);
}

MatrixFold::MatrixFold(Assembly parts, std::shared_ptr<FeatureMatrix> into)
    : assembly(std::move(parts)), matrix(std::move(into)) {
  matrix->sparse = assembly.sparse;
  matrix->column_count = assembly.column_count();
}

void MatrixFold::run(Run& run) {
  struct Piece {
    std::int64_t begin, end;
    std::size_t block;
  };
  std::vector<Piece> pieces;
  for (std::int64_t begin = 0; begin < run.row_count;) {
    const auto filled = static_cast<std::int32_t>((matrix->row_count + begin) % kBlockRows);
    if (filled == 0) begin_block(*matrix);
    const std::int64_t end = std::min<std::int64_t>(run.row_count, begin + kBlockRows - filled);
    pieces.push_back({begin, end, matrix->block_count() - 1});
    begin = end;
  }
  // Blocks side by side where each thread has one; else the rows of each in turn.
  std::vector<char> filled(pieces.size());
  if (matrix->sparse && pieces.size() >= static_cast<std::size_t>(run.context.threads)) {
    parallel_for(run.context, pieces.size(), [&](std::size_t i) {
      const Piece& piece = pieces[i];
      CsrBlock& block = matrix->csr[piece.block];
      filled[i] = fill_tile(assembly, run, piece.begin, piece.end, block);
      shrink(block);
    });
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    run.context.check();
    if (!matrix->sparse) {
      append(run, piece.begin, piece.end, matrix->dense[piece.block], matrix->stride());
    } else if (!filled[i]) {
      append(run, piece.begin, piece.end, matrix->csr[piece.block]);
      shrink(matrix->csr[piece.block]);
    }
  }
  matrix->row_count += run.row_count;
}

// Tiles of rows side by side; if one of them meets a value that is a fault, all once more in order, so that the same
// one is told whatever the threads.
void MatrixFold::append(Run& run, std::int64_t begin, std::int64_t end, DenseBlock& block, std::int32_t stride) const {
  const auto width = static_cast<std::size_t>(stride);
  const std::size_t first = static_cast<std::size_t>(block.row_count) * width;
  block.values.resize(first + static_cast<std::size_t>(end - begin) * width);
  std::atomic<bool> good{true};
  const auto tiles = static_cast<std::size_t>((end - begin + kTileRows - 1) / kTileRows);
  parallel_for(run.context, tiles, [&](std::size_t tile) {
    const std::int64_t from = begin + static_cast<std::int64_t>(tile) * kTileRows;
    const std::int64_t to = std::min(end, from + kTileRows);
    float* base = block.values.data() + first + static_cast<std::size_t>(from - begin) * width;
    if (!fill_tile(assembly, run, from, to, base, stride)) good = false;
  });
  if (good) {
    block.row_count += static_cast<std::int32_t>(end - begin);
  } else {
    assembly.fill(run, begin, end, block, stride);
  }
}

void MatrixFold::append(Run& run, std::int64_t begin, std::int64_t end, CsrBlock& block) const {
  const auto tiles = static_cast<std::size_t>((end - begin + kSparseTileRows - 1) / kSparseTileRows);
  std::vector<CsrBlock> made(tiles);
  std::atomic<bool> good{true};
  parallel_for(run.context, tiles, [&](std::size_t tile) {
    const std::int64_t from = begin + static_cast<std::int64_t>(tile) * kSparseTileRows;
    if (!fill_tile(assembly, run, from, std::min(end, from + kSparseTileRows), made[tile])) good = false;
  });
  std::size_t size = block.indices.size();
  for (const CsrBlock& tile : made) size += tile.indices.size();
  if (!good || size > std::numeric_limits<std::uint32_t>::max()) {
    assembly.fill(run, begin, end, block);
    return;
  }
  block.indices.reserve(size);
  block.values.reserve(size);
  for (const CsrBlock& tile : made) {
    const auto shift = static_cast<std::uint32_t>(block.indices.size());
    block.indices.insert(block.indices.end(), tile.indices.begin(), tile.indices.end());
    block.values.insert(block.values.end(), tile.values.begin(), tile.values.end());
    for (std::size_t row = 1; row < tile.offsets.size(); ++row) block.offsets.push_back(shift + tile.offsets[row]);
    block.row_count += tile.row_count;
  }
}

}  // namespace millrace
