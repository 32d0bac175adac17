// How often each value of each column of sparse rows comes with each class.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "transforms/program.h"

namespace millrace {

// Counts are whole, so neither batches nor parts change a bit.
class SparseValueCounts {
 public:
  SparseValueCounts(std::size_t width, std::size_t class_count)
      : width_(width), class_count_(class_count), class_rows_(class_count) {}

  // classes: one a row, from 0. Throws Error(MEMORY_EXHAUSTED) beyond kMostCounts counts.
  void update(const CsrBlock& rows, const Codes& classes);
  std::shared_ptr<SparseValueCounts> fork() const { return std::make_shared<SparseValueCounts>(width_, class_count_); }
  void merge(SparseValueCounts& next);

  // [width]: the mutual information of each column and the classes, in nats, values being classes too, and 0 one of
  // them (scikit-learn's mutual_info_classif of sparse input).
  std::vector<double> information() const;

  static constexpr std::size_t kMostCounts = std::size_t{1} << 26;

 private:
  std::int64_t* counts_of(std::uint64_t key);

  std::size_t width_, class_count_;
  std::vector<std::int64_t> class_rows_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // of column and bits of the value
  std::vector<std::int64_t> counts_;                       // [places][classes]
};

struct SparseValuesFold : Operation {
  SparseValuesFold(Slot in, Slot classes, std::shared_ptr<SparseValueCounts> state)
      : in(in), classes(classes), state(std::move(state)) {}
  void run(Run& run) override { state->update(run.get<CsrBlock>(in), run.get<Codes>(classes)); }
  Slot in, classes;
  std::shared_ptr<SparseValueCounts> state;
};

}  // namespace millrace
