#include "transforms/row_norms.h"

#include <cmath>

#include "core/matrix.h"

namespace millrace {

Norm norm_named(const std::string& name) {
  if (name == "l1") return Norm::l1;
  if (name == "l2") return Norm::l2;
  if (name == "max") return Norm::max;
  throw Error("INTERNAL", "no norm '" + name + "'");
}

namespace {

// One more value of a row in what its norm is made of.
double with(Norm norm, double sum, double x) {
  const double size = std::fabs(x);
  switch (norm) {
    case Norm::l1:
      return sum + size;
    case Norm::l2:
      return sum + size * size;
    case Norm::max:
      return size > sum ? size : sum;
  }
  return sum;
}

template <Norm norm>
void add_magnitudes(const Numbers& in, Numbers& out) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double x = in[i];
    out[i] = with(norm, out[i], x == x ? x : 0.0);
  }
}

template <Norm norm>
void add_magnitudes(const CsrBlock& in, Numbers& out) {
  for (std::size_t row = 0; row < out.size(); ++row) {
    double sum = out[row];
    for (std::uint32_t i = in.offsets[row]; i < in.offsets[row + 1]; ++i) {
      sum = with(norm, sum, static_cast<double>(in.values[i]));
    }
    out[row] = sum;
  }
}

template <typename Rows>
void add_norms(Norm norm, const Rows& in, Numbers& out) {
  switch (norm) {
    case Norm::l1:
      return add_magnitudes<Norm::l1>(in, out);
    case Norm::l2:
      return add_magnitudes<Norm::l2>(in, out);
    case Norm::max:
      return add_magnitudes<Norm::max>(in, out);
  }
}

}  // namespace

void RowNorms::run(Run& run) {
  Numbers& out = run.make<Numbers>(out_);
  out.assign(static_cast<std::size_t>(run.row_count), 0.0);
  for (const Slot slot : numbers_) add_norms(norm_, run.get<Numbers>(slot), out);
  for (const Slot slot : sparse_) add_norms(norm_, run.get<CsrBlock>(slot), out);
  for (double& norm : out) {
    if (norm_ == Norm::l2) norm = std::sqrt(norm);
    if (norm == 0) norm = 1;
  }
}

void DivideNumbers::run(Run& run) {
  const Numbers& in = run.get<Numbers>(in_);
  const Numbers& by = run.get<Numbers>(by_);
  Numbers& out = run.make<Numbers>(out_);
  out.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = in[i] / by[i];
}

void DivideSparseRows::run(Run& run) {
  const Numbers& by = run.get<Numbers>(by_);
  CsrBlock& out = run.make<CsrBlock>(out_);
  out = run.get<CsrBlock>(in_);
  for (std::size_t row = 0; row < by.size(); ++row) {
    for (std::uint32_t i = out.offsets[row]; i < out.offsets[row + 1]; ++i) {
      out.values[i] = static_cast<float>(static_cast<double>(out.values[i]) / by[row]);
    }
  }
}

}  // namespace millrace
