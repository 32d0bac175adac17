#pragma once

#include <filesystem>
#include <string>

namespace millrace::duckdb {

// The library that npm installed for this platform; empty when there is none.
inline std::string duckdb_library_path() {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(__FILE__).parent_path().parent_path().parent_path();
  std::error_code missing;
  for (const auto& package : fs::directory_iterator(root / "node_modules" / "@duckdb", missing)) {
    for (const char* name : {"libduckdb.so", "libduckdb.dylib", "duckdb.dll"}) {
      if (fs::exists(package.path() / name)) return (package.path() / name).string();
    }
  }
  return "";
}

}  // namespace millrace::duckdb
