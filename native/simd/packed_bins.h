// Packed histograms: gradient, hessian and count of a bin in one 64-bit integer, so that a row adds to all three at
// once. The count is lowest, the hessian above it, the gradient, signed, on top; a field holds the sum of as many rows
// as kernels.h says, so none spills into the next. Included inside the namespace of one instruction set.

// entry: row, gradient i16 and hessian u16, from the lowest bit up (trees::RowEntry).
static inline std::uint64_t packed_entry(std::uint64_t entry, PackedBins at) {
  const std::int64_t gradient = static_cast<std::int64_t>(entry << 16) >> 48;
  const std::uint64_t hessian = at.hessian_shift == 0 ? 0 : entry >> 48 << at.hessian_shift;
  return (static_cast<std::uint64_t>(gradient) << at.gradient_shift) + hessian + 1;
}

static inline std::int64_t gradient_of(std::uint64_t packed, PackedBins at) {
  return static_cast<std::int64_t>(packed) >> at.gradient_shift;
}
static inline std::int64_t hessian_of(std::uint64_t packed, PackedBins at) {
  return static_cast<std::int64_t>((packed & ((std::uint64_t{1} << at.gradient_shift) - 1)) >> at.hessian_shift);
}
static inline std::int64_t count_of(std::uint64_t packed, PackedBins at) {
  const int bits = at.hessian_shift == 0 ? at.gradient_shift : at.hessian_shift;
  return static_cast<std::int64_t>(packed & ((std::uint64_t{1} << bits) - 1));
}

// A node's rows lie apart, so they are fetched ahead of their turn: into the second cache long before, since memory is
// slow; into the first just before, since the histogram soon pushes them out of it.
static constexpr std::int64_t kRowsFarAhead = 48;
static constexpr std::int64_t kRowsAhead = 4;

static inline void fetch(const void* address) {
#if defined(__GNUC__) || defined(__clang__)
  __builtin_prefetch(address);
#else
  (void)address;
#endif
}

static inline void fetch_far(const void* address) {
#if defined(__GNUC__) || defined(__clang__)
  __builtin_prefetch(address, 0, 2);
#else
  (void)address;
#endif
}
