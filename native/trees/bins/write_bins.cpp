#include "trees/bins/write_bins.h"

#include <array>
#include <bit>
#include <cstring>

#include "simd/kernels.h"
#include "trees/bins/bin_bounds.h"

namespace millrace::trees {

namespace {

// The bounds as the kernels take them. A float32 is above a bound exactly where it is above the greatest float32 that
// is not above the bound.
template <typename Number>
std::array<Number, 272> laid_out(const std::vector<double>& bounds) {
  std::array<Number, 272> out;
  out.fill(std::numeric_limits<Number>::infinity());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    auto bound = static_cast<Number>(bounds[i]);
    if (static_cast<double>(bound) > bounds[i]) {
      bound = std::nextafter(bound, -std::numeric_limits<Number>::infinity());
    }
    out[16 + i] = bound;
  }
  for (std::size_t i = 0; i < 16; ++i) out[i] = out[16 + 16 * i + 15];
  return out;
}

void bin(const float* values, std::int64_t count, const float* bounds, std::uint8_t* out) {
  kernels().bin_float32(values, count, bounds, out);
}
void bin(const double* values, std::int64_t count, const double* bounds, std::uint8_t* out) {
  kernels().bin_float64(values, count, bounds, out);
}

// Eight columns of eight rows to eight rows of eight columns: quarters change places, then theirs, then single bytes.
void transpose_bytes(std::array<std::uint64_t, 8>& x) {
  constexpr std::array<std::uint64_t, 3> kLow = {0x00000000ffffffff, 0x0000ffff0000ffff, 0x00ff00ff00ff00ff};
  for (int level = 0; level < 3; ++level) {
    const int distance = 4 >> level, shift = 32 >> level;
    for (int i = 0; i < 8; ++i) {
      if (i & distance) continue;
      const std::uint64_t swapped = ((x[i] >> shift) ^ x[i + distance]) & kLow[level];
      x[i + distance] ^= swapped;
      x[i] ^= swapped << shift;
    }
  }
}

}  // namespace

template <typename T>
void write_part(const InputPart& part, const FeatureBins& bins, const Run& run, T* out) {
  if (bins.bin_count < 2) {
    std::fill_n(out, run.row_count, static_cast<T>(kMissingBin));
    return;
  }
  if (part.kind == Part::Kind::codes) {
    Codes encoded;
    if (part.categories) {
      encoded.resize(static_cast<std::size_t>(run.row_count));
      part.categories->encode(run.column(part.slot), encoded.data());
    }
    const Codes& codes = part.categories ? encoded : run.get<Codes>(part.slot);
    const auto& of_category = bins.bin_of_category;
    for (std::size_t row = 0; row < codes.size(); ++row) {
      const auto code = static_cast<std::size_t>(codes[row]);  // codes below 0 are beyond every category
      out[row] = static_cast<T>(code < of_category.size() ? of_category[code] : kMissingBin);
    }
    return;
  }
  if constexpr (sizeof(T) == 1) {
    const auto singles = laid_out<float>(bins.upper_bounds);
    const auto doubles = laid_out<double>(bins.upper_bounds);
    for_numbers(part, run, [&](const auto* values, std::int64_t begin, std::int64_t count) {
      if constexpr (sizeof(*values) == 4) {
        bin(values, count, singles.data(), out + begin);
      } else {
        bin(values, count, doubles.data(), out + begin);
      }
    });
  } else {
    for_numbers(part, run, [&](const auto* values, std::int64_t begin, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) out[begin + i] = static_cast<T>(bin_of_number(bins, values[i]));
    });
  }
}

template void write_part(const InputPart&, const FeatureBins&, const Run&, std::uint8_t*);
template void write_part(const InputPart&, const FeatureBins&, const Run&, std::uint16_t*);

template <typename T>
void transpose(const T* columns, std::size_t column_count, std::size_t column_stride, std::size_t count, T* rows,
               std::size_t stride) {
  std::size_t done = 0;  // columns
  if constexpr (sizeof(T) == 1 && std::endian::native == std::endian::little) {
    const std::size_t whole_rows = count / 8 * 8;
    for (; done + 8 <= column_count; done += 8) {
      for (std::size_t row = 0; row < whole_rows; row += 8) {
        std::array<std::uint64_t, 8> block;
        for (std::size_t i = 0; i < 8; ++i) std::memcpy(&block[i], columns + (done + i) * column_stride + row, 8);
        transpose_bytes(block);
        for (std::size_t i = 0; i < 8; ++i) std::memcpy(rows + (row + i) * stride + done, &block[i], 8);
      }
      for (std::size_t row = whole_rows; row < count; ++row) {
        for (std::size_t i = 0; i < 8; ++i) rows[row * stride + done + i] = columns[(done + i) * column_stride + row];
      }
    }
  }
  for (std::size_t row = 0; row < count && done < column_count; ++row) {
    for (std::size_t c = done; c < column_count; ++c) rows[row * stride + c] = columns[c * column_stride + row];
  }
}

template void transpose(const std::uint8_t*, std::size_t, std::size_t, std::size_t, std::uint8_t*, std::size_t);
template void transpose(const std::uint16_t*, std::size_t, std::size_t, std::size_t, std::uint16_t*, std::size_t);

}  // namespace millrace::trees
