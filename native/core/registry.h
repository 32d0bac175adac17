// Things by their names, each entered once.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/error.h"

namespace millrace {

// Entries stay where they are. Not synchronised: filled once, looked up after.
template <typename T>
class Registry {
 public:
  // Throws Error(INTERNAL) for a name that is taken: silently, the order of entries would decide which one is meant.
  void add(const std::string& name, T entry) {
    if (!entries_.try_emplace(name, std::move(entry)).second) {
      throw Error("INTERNAL", "'" + name + "' is registered twice", "give one of the two another name");
    }
  }

  // nullptr where there is none.
  const T* find(const std::string& name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, T> entries_;
};

}  // namespace millrace
