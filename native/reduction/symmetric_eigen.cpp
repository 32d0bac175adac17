#include "reduction/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"

namespace millrace {

namespace {

// Turns a[n][n] into the transposed product of reflections that makes it tridiagonal, row by row: vectors are rows.
struct Tridiagonal {
  std::size_t n;
  std::vector<double> q;         // [n][n], rows are the basis
  std::vector<double> diagonal;  // [n]
  std::vector<double> beside;    // [n]: beside[i] couples i and i + 1
};

Tridiagonal tridiagonal_of(std::vector<double> a, std::size_t n, const RunContext& context) {
  Tridiagonal out{n, std::vector<double>(n * n), std::vector<double>(n), std::vector<double>(n)};
  std::vector<std::vector<double>> reflectors;
  std::vector<double> p(n);
  for (std::size_t k = 0; k + 2 < n; ++k) {
    context.check();
    // v reflects column k below the diagonal onto its first component.
    std::vector<double> v(n);
    double largest = 0;
    for (std::size_t i = k + 1; i < n; ++i) largest = std::max(largest, std::fabs(a[i * n + k]));
    double square = 0;
    for (std::size_t i = k + 1; i < n && largest > 0; ++i) {
      v[i] = a[i * n + k] / largest;
      square += v[i] * v[i];
    }
    double tail = 0;
    for (std::size_t i = k + 2; i < n; ++i) tail += v[i] * v[i];
    if (tail == 0) {
      reflectors.emplace_back();
      continue;
    }
    const double length = std::sqrt(square);
    const double sign = v[k + 1] >= 0 ? 1.0 : -1.0;
    v[k + 1] += sign * length;
    const double norm = std::sqrt(tail + v[k + 1] * v[k + 1]);
    for (std::size_t i = k + 1; i < n; ++i) v[i] /= norm;
    // A ← (I - 2vvᵀ) A (I - 2vvᵀ) on the trailing part.
    parallel_for(context, n - k - 1, [&](std::size_t at) {
      const std::size_t i = k + 1 + at;
      double sum = 0;
      for (std::size_t j = k + 1; j < n; ++j) sum += a[i * n + j] * v[j];
      p[i] = 2 * sum;
    });
    double along = 0;
    for (std::size_t i = k + 1; i < n; ++i) along += v[i] * p[i];
    for (std::size_t i = k + 1; i < n; ++i) p[i] -= along * v[i];
    parallel_for(context, n - k - 1, [&](std::size_t at) {
      const std::size_t i = k + 1 + at;
      for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= v[i] * p[j] + p[i] * v[j];
    });
    a[(k + 1) * n + k] = -sign * length * largest;
    reflectors.push_back(std::move(v));
  }
  for (std::size_t i = 0; i < n; ++i) {
    out.diagonal[i] = a[i * n + i];
    out.q[i * n + i] = 1;
    if (i + 1 < n) out.beside[i] = a[(i + 1) * n + i];
  }
  // q = H_last … H_0 as rows: row i of q is the basis vector i of the tridiagonal form.
  for (std::size_t k = reflectors.size(); k-- > 0;) {
    const std::vector<double>& v = reflectors[k];
    if (v.empty()) continue;
    context.check();
    parallel_for(context, n - k - 1, [&](std::size_t at) {
      double* row = out.q.data() + (k + 1 + at) * n;
      double sum = 0;
      for (std::size_t j = k + 1; j < n; ++j) sum += row[j] * v[j];
      for (std::size_t j = k + 1; j < n; ++j) row[j] -= 2 * sum * v[j];
    });
  }
  return out;
}

// Makes the form diagonal; rows of q become eigenvectors.
void diagonalize(Tridiagonal& t, const RunContext& context) {
  const std::size_t n = t.n;
  constexpr int kMostSteps = 300;
  for (std::size_t l = 0; l < n; ++l) {
    for (int step = 0;; ++step) {
      context.check();
      std::size_t m = l;
      while (m + 1 < n) {
        const double size = std::fabs(t.diagonal[m]) + std::fabs(t.diagonal[m + 1]);
        if (size + std::fabs(t.beside[m]) == size) break;
        ++m;
      }
      if (m == l) break;
      if (step == kMostSteps) throw Error("INTERNAL", "eigenvalues did not converge");
      double g = (t.diagonal[l + 1] - t.diagonal[l]) / (2 * t.beside[l]);
      double r = std::sqrt(g * g + 1);
      g = t.diagonal[m] - t.diagonal[l] + t.beside[l] / (g + (g >= 0 ? r : -r));
      double sine = 1, cosine = 1, shift = 0;
      bool split = false;
      for (std::size_t i = m; i-- > l;) {
        const double f = sine * t.beside[i];
        const double b = cosine * t.beside[i];
        const double scale = std::max(std::fabs(f), std::fabs(g));
        r = scale == 0 ? 0 : scale * std::sqrt((f / scale) * (f / scale) + (g / scale) * (g / scale));
        t.beside[i + 1] = r;
        if (r == 0) {
          t.diagonal[i + 1] -= shift;
          t.beside[m] = 0;
          split = true;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = t.diagonal[i + 1] - shift;
        r = (t.diagonal[i] - g) * sine + 2 * cosine * b;
        shift = sine * r;
        t.diagonal[i + 1] = g + shift;
        g = cosine * r - b;
        double* low = t.q.data() + i * n;
        double* high = low + n;
        for (std::size_t k = 0; k < n; ++k) {
          const double upper = high[k];
          high[k] = sine * low[k] + cosine * upper;
          low[k] = cosine * low[k] - sine * upper;
        }
      }
      if (split) continue;
      t.diagonal[l] -= shift;
      t.beside[l] = g;
      t.beside[m] = 0;
    }
  }
}

}  // namespace

Eigen symmetric_eigen(std::vector<double> matrix, std::size_t size, const RunContext& context) {
  for (const double value : matrix) {
    if (!std::isfinite(value)) {
      throw Error("VALUE_INFINITE", "sums of products of the features leave the range of float64",
                  "scale the features with a standardScaler first");
    }
  }
  Tridiagonal t = tridiagonal_of(std::move(matrix), size, context);
  diagonalize(t, context);
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return t.diagonal[a] > t.diagonal[b] || (t.diagonal[a] == t.diagonal[b] && a < b);
  });
  Eigen eigen;
  eigen.vectors.resize(size * size);
  for (std::size_t at = 0; at < size; ++at) {
    const double* row = t.q.data() + order[at] * size;
    eigen.values.push_back(t.diagonal[order[at]]);
    std::size_t largest = 0;
    for (std::size_t i = 1; i < size; ++i) {
      if (std::fabs(row[i]) > std::fabs(row[largest])) largest = i;
    }
    const double sign = row[largest] < 0 ? -1.0 : 1.0;
    for (std::size_t i = 0; i < size; ++i) eigen.vectors[at * size + i] = sign * row[i];
  }
  return eigen;
}

}  // namespace millrace
