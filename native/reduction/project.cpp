#include "reduction/project.h"

#include <algorithm>

#include "reduction/matrix_rows.h"

namespace millrace {

Projection::Projection(std::vector<double> given, std::vector<double> off, std::size_t count)
    : weights(std::move(given)), shift(std::move(off)), outputs(count) {
  if (weights.size() != shift.size() * outputs) {
    throw Error("MODEL_CORRUPT", "a projection's weights and columns do not fit together");
  }
}

Project::Project(std::vector<Part> parts, Slot out, std::shared_ptr<const Projection> projection)
    : parts_(std::move(parts)), out_(out), projection_(std::move(projection)), begin_(projection_->outputs) {
  const std::size_t outputs = projection_->outputs;
  if (static_cast<std::size_t>(width_of(parts_)) != projection_->shift.size()) {
    throw Error("MODEL_CORRUPT", "a projection is of other columns than it is given");
  }
  std::size_t first = 0;
  for (const Part& part : parts_) {
    for (std::size_t i = first; part.kind != Part::Kind::numbers && i < first + static_cast<std::size_t>(part.width);
         ++i) {
      for (std::size_t j = 0; j < outputs; ++j) {
        begin_[j] -= projection_->shift[i] * projection_->weights[i * outputs + j];
      }
    }
    first += static_cast<std::size_t>(part.width);
  }
}

void Project::run(Run& run) {
  const std::size_t outputs = projection_->outputs;
  const double* weights = projection_->weights.data();
  Numbers& out = run.make<Numbers>(out_);
  out.resize(static_cast<std::size_t>(run.row_count) * outputs);
  for (std::int64_t row = 0; row < run.row_count; ++row) {
    std::copy(begin_.begin(), begin_.end(),
              out.begin() + static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(outputs));
  }
  const auto add = [&](std::int64_t row, std::size_t column, double value) {
    double* sums = out.data() + static_cast<std::size_t>(row) * outputs;
    const double* weight = weights + column * outputs;
    for (std::size_t j = 0; j < outputs; ++j) sums[j] += value * weight[j];
  };
  std::size_t first = 0;
  for (const Part& part : parts_) {
    if (part.kind == Part::Kind::numbers) {
      const Numbers& numbers = run.get<Numbers>(part.slot);
      for (std::int64_t row = 0; row < run.row_count; ++row) {
        const double number = checked_number(run, row, numbers[static_cast<std::size_t>(row)], part);
        add(row, first, number - projection_->shift[first]);
      }
    } else {
      for_each_entry(run, part, 0, run.row_count,
                     [&](std::int64_t row, std::uint32_t column, double value) { add(row, first + column, value); });
    }
    first += static_cast<std::size_t>(part.width);
  }
}

}  // namespace millrace
