// The weighted Gram matrix of the columns of a sparse block, whose column indices ascend in each row. Reference:
// src/engine/reference/gram_csr.ts.
//
// factors f64[row_count] or null (all 1). Adds
//   gram[columns][columns] += sum of factor values[i] values[j], for i <= j only
//   sums[columns] += sum of factor values, unless sums is null

static void gram_csr(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                     std::int32_t row_count, const double* factors, std::int32_t columns, double* gram, double* sums) {
  for (std::int32_t row = 0; row < row_count; ++row) {
    const double factor = factors ? factors[row] : 1.0;
    const std::uint32_t end = offsets[row + 1];
    for (std::uint32_t i = offsets[row]; i < end; ++i) {
      const double scaled = factor * static_cast<double>(values[i]);
      double* gram_row = gram + static_cast<std::size_t>(indices[i]) * columns;
      for (std::uint32_t j = i; j < end; ++j) gram_row[indices[j]] += scaled * static_cast<double>(values[j]);
      if (sums) sums[indices[i]] += scaled;
    }
  }
}
