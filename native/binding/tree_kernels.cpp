// What the kernels of trees read and return, in arrays of float64; native/kernels/<id>/body.h says what each computes.
#include <algorithm>

#include "binding/kernels.h"

namespace millrace::binding {

namespace {

using In = const KernelArguments&;
using Out = KernelResults&;

// gradientShift, hessianShift
PackedBins packed_bins(In in) { return {in.count("gradientShift"), in.count("hessianShift"), 1 << 16}; }

// rows, gradients, hessians: [rowCount]
std::vector<std::uint64_t> entries(In in) {
  const std::size_t count = in.count("rowCount");
  const double* rows = in.vector("rows", count);
  const double* gradients = in.vector("gradients", count);
  const double* hessians = in.vector("hessians", count);
  std::vector<std::uint64_t> words(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto gradient = static_cast<std::uint16_t>(static_cast<std::int16_t>(gradients[i]));
    words[i] = static_cast<std::uint32_t>(rows[i]) | std::uint64_t{gradient} << 32 |
               static_cast<std::uint64_t>(hessians[i]) << 48;
  }
  return words;
}

template <typename T>
std::vector<T> whole(In in, const char* name, std::size_t length) {
  const double* values = in.vector(name, length);
  std::vector<T> numbers(length);
  std::transform(values, values + length, numbers.begin(), [](double value) { return static_cast<T>(value); });
  return numbers;
}

// gradients, hessians, counts: [size] as one packed histogram
std::vector<std::uint64_t> packed(In in, std::size_t size, PackedBins at) {
  const auto gradients = whole<std::int64_t>(in, "gradients", size);
  const auto hessians = whole<std::uint64_t>(in, "hessians", size);
  const auto counts = whole<std::uint64_t>(in, "counts", size);
  std::vector<std::uint64_t> words(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t hessian = at.hessian_shift == 0 ? 0 : hessians[i] << at.hessian_shift;
    words[i] = (static_cast<std::uint64_t>(gradients[i]) << at.gradient_shift) + hessian + counts[i];
  }
  return words;
}

// As the kernel that every histogram passes through reads it.
void unpack(const KernelTable& table, std::vector<std::uint64_t>& words, PackedBins at, Out out) {
  const std::size_t size = words.size();
  std::vector<std::int64_t> gradients(size), hessians(size);
  std::vector<std::uint32_t> counts(size);
  const bool has_hessians = at.hessian_shift != 0;
  table.widen_histogram(words.data(), static_cast<std::int64_t>(size), at, gradients.data(),
                        has_hessians ? hessians.data() : nullptr, counts.data());
  std::copy(gradients.begin(), gradients.end(), out.vector("gradients", size));
  std::copy(counts.begin(), counts.end(), out.vector("counts", size));
  double* to = out.vector("hessians", size);
  if (has_hessians) {
    std::copy(hessians.begin(), hessians.end(), to);
  } else {
    std::copy(counts.begin(), counts.end(), to);
  }
}

void build_histogram(const KernelTable& table, In in, Out out) {
  const PackedBins at = packed_bins(in);
  const std::size_t stride = in.count("stride"), columns = in.count("columnCount");
  const auto bins = whole<std::uint8_t>(in, "bins", static_cast<std::size_t>(in.count("binRows")) * stride);
  const auto words = entries(in);
  const auto picked = whole<std::uint32_t>(in, "columns", columns);
  std::vector<std::uint64_t> histogram(columns * kHistogramStride);
  table.build_histogram(bins.data(), static_cast<std::int32_t>(stride), in.count("isPicked") ? picked.data() : nullptr,
                        static_cast<std::int32_t>(columns), words.data(), static_cast<std::int64_t>(words.size()), at,
                        histogram.data());
  unpack(table, histogram, at, out);
}

void build_histogram_wide(const KernelTable& table, In in, Out out) {
  const PackedBins at = packed_bins(in);
  const std::size_t stride = in.count("stride"), columns = in.count("columnCount");
  const auto bins = whole<std::uint16_t>(in, "bins", static_cast<std::size_t>(in.count("binRows")) * stride);
  const auto words = entries(in);
  const auto picked = whole<std::uint32_t>(in, "columns", columns);
  const auto begins = whole<std::uint64_t>(in, "begins", columns);
  std::vector<std::uint64_t> histogram(static_cast<std::size_t>(in.count("size")));
  table.build_histogram_wide(bins.data(), static_cast<std::int32_t>(stride), picked.data(), begins.data(),
                             static_cast<std::int32_t>(columns), words.data(), static_cast<std::int64_t>(words.size()),
                             at, histogram.data());
  unpack(table, histogram, at, out);
}

void widen_histogram(const KernelTable& table, In in, Out out) {
  const PackedBins at = packed_bins(in);
  auto words = packed(in, static_cast<std::size_t>(in.count("size")), at);
  unpack(table, words, at, out);
  std::copy(words.begin(), words.end(), out.vector("left", words.size()));
}

struct Search {
  SplitTerms terms;
  std::vector<double> gradients, hessians, counts;
  std::vector<std::uint64_t> packed;
  SplitScratch scratch() { return {gradients.data(), hessians.data(), counts.data(), packed.data()}; }
};

Search search_of(In in, std::size_t bins) {
  const std::size_t room = bins + kLanes;
  Search search{{}, std::vector<double>(room), std::vector<double>(room), std::vector<double>(room), {}};
  search.packed.resize(room);
  const double* terms = in.vector("terms", 10);
  search.terms = {terms[0], terms[1], terms[2], terms[3], terms[4], terms[5], terms[6], terms[7], terms[8], terms[9]};
  return search;
}

void find_split_packed(const KernelTable& table, In in, Out out) {
  const PackedBins at = packed_bins(in);
  const std::size_t size = in.count("size");
  const auto words = packed(in, size, at);
  Search search = search_of(in, size);
  out.vector("code", 1)[0] = table.find_split_packed(words.data(), static_cast<std::int32_t>(size), at, &search.terms,
                                                     in.number("floor"), search.scratch(), out.vector("gain", 1));
}

void find_split_wide(const KernelTable& table, In in, Out out) {
  const std::size_t size = in.count("size");
  const auto gradients = whole<std::int64_t>(in, "gradients", size);
  const auto hessians = whole<std::int64_t>(in, "hessians", size);
  const auto counts = whole<std::uint32_t>(in, "counts", size);
  Search search = search_of(in, size);
  out.vector("code", 1)[0] = table.find_split_wide(
      gradients.data(), in.count("hessianShift") == 0 ? nullptr : hessians.data(), counts.data(),
      static_cast<std::int32_t>(size), &search.terms, in.number("floor"), search.scratch(), out.vector("gain", 1));
}

void partition_rows(const KernelTable& table, In in, Out out) {
  const auto words = entries(in);
  const auto column = whole<std::uint8_t>(in, "column", static_cast<std::size_t>(in.count("binRows")));
  const auto goes_left = whole<std::uint8_t>(in, "goesLeft", 256);
  std::size_t left_count = 0;
  for (const std::uint64_t word : words) left_count += goes_left[column[static_cast<std::uint32_t>(word)]];
  std::vector<std::uint64_t> parted(words.size());
  const bool from_back = in.count("fromBack") != 0;
  const std::int64_t lefts =
      table.partition_rows(words.data(), static_cast<std::int64_t>(words.size()), column.data(), goes_left.data(),
                           in.count("isScattered") != 0, from_back, parted.data() + (from_back ? left_count : 0),
                           parted.data() + (from_back ? words.size() : left_count));
  double* rows = out.vector("rows", words.size());
  double* gradients = out.vector("gradients", words.size());
  for (std::size_t i = 0; i < parted.size(); ++i) {
    rows[i] = static_cast<std::uint32_t>(parted[i]);
    gradients[i] = static_cast<std::int16_t>(parted[i] >> 32);
  }
  out.vector("leftCount", 1)[0] = static_cast<double>(lefts);
}

}  // namespace

const std::map<std::string_view, KernelCall> tree_kernels = {
    {"build_histogram", build_histogram}, {"build_histogram_wide", build_histogram_wide},
    {"widen_histogram", widen_histogram}, {"find_split_packed", find_split_packed},
    {"find_split_wide", find_split_wide}, {"partition_rows", partition_rows},
};

}  // namespace millrace::binding
