// Adds rows to packed histograms of u8 columns: histogram[c][bin of column c] += the row's packed entry. Bound by one
// store an update; the stride keeps equal bins of different columns off the same cache set. Reference:
// src/engine/reference/build_histogram.ts.
//
// rows u8[…][stride]; entries u64[row_count]; histogram u64[column_count][kHistogramStride]. columns[column_count]
// names the columns, null: the first ones.

#if defined(__GNUC__) || defined(__clang__)
#define MILLRACE_UNROLL _Pragma("GCC unroll 32")
#define MILLRACE_INLINE __attribute__((always_inline)) inline
#else
#define MILLRACE_UNROLL
#define MILLRACE_INLINE inline
#endif

template <int kColumns, bool kIsPicked>
static MILLRACE_INLINE void add_row(const std::uint8_t* row, const std::uint32_t* columns, std::uint64_t packed,
                                    std::uint64_t* histogram) {
  MILLRACE_UNROLL
  for (int c = 0; c < kColumns; ++c) {
    histogram[c * kHistogramStride + row[kIsPicked ? columns[c] : static_cast<std::uint32_t>(c)]] += packed;
  }
}

// A row waits for the store of the one before when both are in one bin, as they often are deep in a tree. Other
// columns hide that wait; where they are few, every second row has a histogram of its own, while both fit the first
// cache.
static constexpr int kColumnsForTwo = 8;
static constexpr std::int64_t kRowsForTwo = 1024;

template <int kColumns, bool kIsPicked>
static void add_to_histogram(const std::uint8_t* rows, std::size_t stride, const std::uint32_t* columns,
                             const std::uint64_t* entries, std::int64_t row_count, PackedBins at,
                             std::uint64_t* histogram) {
  const auto row_of = [&](std::int64_t i) { return rows + static_cast<std::uint32_t>(entries[i]) * stride; };
  std::int64_t i = 0;
  if constexpr (kColumns <= kColumnsForTwo) {
    if (row_count >= kRowsForTwo) {
      std::uint64_t second[kColumns * kHistogramStride] = {};
      for (; i + kRowsFarAhead + 2 <= row_count; i += 2) {
        fetch(row_of(i + kRowsFarAhead));  // these histograms leave it where it comes
        fetch(row_of(i + kRowsFarAhead + 1));
        add_row<kColumns, kIsPicked>(row_of(i), columns, packed_entry(entries[i], at), histogram);
        add_row<kColumns, kIsPicked>(row_of(i + 1), columns, packed_entry(entries[i + 1], at), second);
      }
      for (int bin = 0; bin < kColumns * kHistogramStride; ++bin) histogram[bin] += second[bin];
    }
  }
  for (; i + kRowsFarAhead < row_count; ++i) {
    fetch_far(row_of(i + kRowsFarAhead));
    fetch(row_of(i + kRowsAhead));
    add_row<kColumns, kIsPicked>(row_of(i), columns, packed_entry(entries[i], at), histogram);
  }
  for (; i < row_count; ++i) {
    fetch(row_of(i + kRowsAhead < row_count ? i + kRowsAhead : i));
    add_row<kColumns, kIsPicked>(row_of(i), columns, packed_entry(entries[i], at), histogram);
  }
}

using AddToHistogram = void (*)(const std::uint8_t*, std::size_t, const std::uint32_t*, const std::uint64_t*,
                                std::int64_t, PackedBins, std::uint64_t*);

#define MILLRACE_FOUR(from, picked)                                                                             \
  add_to_histogram<(from), picked>, add_to_histogram<(from) + 1, picked>, add_to_histogram<(from) + 2, picked>, \
      add_to_histogram<(from) + 3, picked>
#define MILLRACE_TO_32(picked)                                                                                     \
  {                                                                                                                \
    MILLRACE_FOUR(1, picked), MILLRACE_FOUR(5, picked), MILLRACE_FOUR(9, picked), MILLRACE_FOUR(13, picked),       \
        MILLRACE_FOUR(17, picked), MILLRACE_FOUR(21, picked), MILLRACE_FOUR(25, picked), MILLRACE_FOUR(29, picked) \
  }
static constexpr AddToHistogram kAddFirst[kHistogramColumns] = MILLRACE_TO_32(false);
static constexpr AddToHistogram kAddPicked[kHistogramColumns] = MILLRACE_TO_32(true);

static void build_histogram(const std::uint8_t* rows, std::int32_t stride, const std::uint32_t* columns,
                            std::int32_t column_count, const std::uint64_t* entries, std::int64_t row_count,
                            PackedBins at, std::uint64_t* histogram) {
  if (column_count == 0) return;
  const auto* const add = columns ? kAddPicked : kAddFirst;
  add[column_count - 1](rows, static_cast<std::size_t>(stride), columns, entries, row_count, at, histogram);
}
