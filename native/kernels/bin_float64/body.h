// The bin of each value among at most 254 bounds: 0 for NaN, else 1 + the number of bounds below it.
// Reference: src/engine/reference/bin_float64.ts. bounds[272] as bin_sixteenths wants them.

static void bin_float64(const double* values, std::int64_t count, const double* bounds, std::uint8_t* bins) {
  bin_sixteenths(values, count, bounds, bins);
}
