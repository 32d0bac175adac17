// Adds rows to packed histograms of u16 columns: histogram[begins[c] + stored value of column c] += the row's packed
// entry. Reference: src/engine/reference/build_histogram_wide.ts.
//
// rows u16[…][stride]; columns u32[column_count] names the columns, begins u64[column_count] their places in the
// histogram; entries u64[row_count].

static void build_histogram_wide(const std::uint16_t* rows, std::int32_t stride, const std::uint32_t* columns,
                                 const std::uint64_t* begins, std::int32_t column_count, const std::uint64_t* entries,
                                 std::int64_t row_count, PackedBins at, std::uint64_t* histogram) {
  const auto step = static_cast<std::size_t>(stride);
  for (std::int64_t i = 0; i < row_count; ++i) {
    const std::int64_t ahead = i + kRowsFarAhead < row_count ? i + kRowsFarAhead : row_count - 1;
    fetch_far(rows + static_cast<std::uint32_t>(entries[ahead]) * step);
    const std::uint16_t* row = rows + static_cast<std::uint32_t>(entries[i]) * step;
    const std::uint64_t packed = packed_entry(entries[i], at);
    for (std::int32_t c = 0; c < column_count; ++c) histogram[begins[c] + row[columns[c]]] += packed;
  }
}
