// Means of every class and the co-moments of all pairs of columns within classes: what covariances, principal
// components and linear discriminants are made of.
#pragma once

#include <memory>
#include <vector>

#include "transforms/assemble.h"

namespace millrace {

// Rows, less the first one, are buffered in blocks of kRows, centred by the means of their classes in the block, and
// multiplied; blocks are merged in order (Chan, Golub, LeVeque 1983). Each entry is summed by one thread in the order
// of the rows: no batching and no number of threads changes a bit. Holds width² numbers and one block.
class CoMoments {
 public:
  static constexpr std::size_t kRows = 512;

  explicit CoMoments(std::size_t class_count) : class_count_(class_count) {}

  // classes: codes from 0, or null when there is one class.
  void update(Run& run, const std::vector<Part>& parts, const Codes* classes);
  // The rows of a matrix at once. classes: one a row, or null.
  void update(const RunContext& context, const FeatureMatrix& matrix, const double* classes);

  struct Result {
    std::vector<double> class_rows;  // [classes]
    std::vector<double> centres;     // [columns]: the first row
    std::vector<double> means;       // [classes][columns]: less the centre
    std::vector<double> products;    // [columns][columns]: Σ (x - mean of its class)(x - mean of its class)ᵀ
  };
  Result finish(const RunContext& context);

  std::shared_ptr<CoMoments> fork() const { return std::make_shared<CoMoments>(class_count_); }
  void merge(CoMoments& next);

 private:
  void start(std::int32_t width);
  void close_block(const RunContext& context);
  // Takes the centre off the rows of the block from `begin` on; the first row of all is the centre.
  void centre_rows(std::size_t begin, std::size_t end);
  void add(const std::vector<double>& class_rows, const std::vector<double>& means, const RunContext& context);

  std::size_t class_count_;
  std::size_t width_ = 0;
  std::size_t filled_ = 0;              // rows in the block
  std::vector<double> block_;           // [kRows][width]
  std::vector<std::uint32_t> classes_;  // [kRows]
  std::vector<double> centres_;         // [columns], empty before the first row
  std::vector<double> class_rows_, means_;
  std::vector<double> products_;  // the upper triangle
};

struct CoMomentsFold : Operation {
  CoMomentsFold(std::vector<Part> parts, Slot classes, std::shared_ptr<CoMoments> state)
      : parts(std::move(parts)), classes(classes), state(std::move(state)) {}
  void run(Run& run) override;
  std::vector<Part> parts;
  Slot classes;  // a codes slot, or -1
  std::shared_ptr<CoMoments> state;
};

}  // namespace millrace
