// exp of many numbers. Reference: src/engine/reference/exponentials.ts.
//
// values f64[count], shifts f64[count] or null (all 0):
//   results[i] = exp(values[i] - shifts[i])

static void exponentials(const double* values, const double* shifts, std::int32_t count, double* __restrict results) {
  if (shifts) {
    for (std::int32_t i = 0; i < count; ++i) results[i] = math::exp(values[i] - shifts[i]);
  } else {
    for (std::int32_t i = 0; i < count; ++i) results[i] = math::exp(values[i]);
  }
}
