// Mutual information of two columns, estimated from the distances to nearest neighbours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace millrace {

// Of a number and a class (Ross 2014), in nats, never negative. labels: any integers. A class of one row is left out.
double information_of_classes(const std::vector<double>& numbers, const std::vector<std::int32_t>& labels,
                              std::size_t neighbors);

// Of two numbers (Kraskov, Stögbauer and Grassberger 2004), in nats, never negative.
double information_of_numbers(const std::vector<double>& left, const std::vector<double>& right, std::size_t neighbors);

}  // namespace millrace
