// Reads the golden files that are one flat JSON object of numbers and arrays of numbers.
#pragma once

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace millrace::test {

class Golden {
 public:
  explicit Golden(const std::string& name) {
    std::ifstream file(std::string(MILLRACE_GOLDEN) + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    std::size_t at = 0;
    while ((at = all.find('"', at)) != std::string::npos) {
      const std::size_t key_end = all.find('"', at + 1);
      const std::string key = all.substr(at + 1, key_end - at - 1);
      at = all.find_first_not_of(": ", key_end + 1);
      const std::size_t end = all[at] == '[' ? all.find(']', at) : all.find_first_of(",\n}", at);
      std::vector<double>& values = values_[key];
      const char* cursor = all.c_str() + at;
      while (cursor < all.c_str() + end) {
        char* next;
        const double value = std::strtod(cursor, &next);
        if (next == cursor) {
          ++cursor;
        } else {
          values.push_back(value);
          cursor = next;
        }
      }
      at = end;
    }
  }

  const std::vector<double>& list(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::runtime_error("the golden file has no " + key);
    return found->second;
  }
  double number(const std::string& key) const { return list(key).at(0); }

 private:
  std::map<std::string, std::vector<double>> values_;
};

}  // namespace millrace::test
