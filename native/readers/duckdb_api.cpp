#include "readers/duckdb_api.h"

#include <mutex>

#include "core/error.h"

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace millrace::duckdb {

namespace {

constexpr const char* kRemedy = "reinstall @duckdb/node-api together with its optional dependencies";

#ifdef _WIN32
void* open_library(const std::string& path) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, path.c_str(), -1, nullptr, 0);
  std::wstring wide(static_cast<std::size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, path.c_str(), -1, wide.data(), length);
  return reinterpret_cast<void*>(LoadLibraryW(wide.c_str()));
}
void* find_symbol(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(reinterpret_cast<HMODULE>(library), name));
}
std::string last_error() { return "Windows error " + std::to_string(GetLastError()); }
#else
void* open_library(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); }
void* find_symbol(void* library, const char* name) { return dlsym(library, name); }
std::string last_error() {
  const char* text = dlerror();
  return text ? text : "unknown error";
}
#endif

template <typename Function>
void bind(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(find_symbol(library, name));
  if (!function) throw Error("ENGINE_UNAVAILABLE", std::string("the DuckDB library has no ") + name, kRemedy);
}

Api bind_all(void* library) {
  Api api;
#define MILLRACE_BIND(name) bind(library, "duckdb_" #name, api.name)
  MILLRACE_BIND(create_config);
  MILLRACE_BIND(set_config);
  MILLRACE_BIND(destroy_config);
  MILLRACE_BIND(open_ext);
  MILLRACE_BIND(close);
  MILLRACE_BIND(free);
  MILLRACE_BIND(connect);
  MILLRACE_BIND(disconnect);
  MILLRACE_BIND(interrupt);
  MILLRACE_BIND(query);
  MILLRACE_BIND(prepare);
  MILLRACE_BIND(prepare_error);
  MILLRACE_BIND(nparams);
  MILLRACE_BIND(parameter_name);
  MILLRACE_BIND(bind_null);
  MILLRACE_BIND(bind_boolean);
  MILLRACE_BIND(bind_int64);
  MILLRACE_BIND(bind_double);
  MILLRACE_BIND(bind_varchar_length);
  MILLRACE_BIND(bind_timestamp);
  MILLRACE_BIND(destroy_prepare);
  MILLRACE_BIND(pending_prepared_streaming);
  MILLRACE_BIND(pending_error);
  MILLRACE_BIND(execute_pending);
  MILLRACE_BIND(destroy_pending);
  MILLRACE_BIND(result_error);
  MILLRACE_BIND(destroy_result);
  MILLRACE_BIND(column_count);
  MILLRACE_BIND(column_name);
  MILLRACE_BIND(column_type);
  MILLRACE_BIND(fetch_chunk);
  MILLRACE_BIND(destroy_data_chunk);
  MILLRACE_BIND(data_chunk_get_size);
  MILLRACE_BIND(data_chunk_get_vector);
  MILLRACE_BIND(vector_get_data);
  MILLRACE_BIND(vector_get_validity);
  MILLRACE_BIND(arrow_scan);
#undef MILLRACE_BIND
  return api;
}

}  // namespace

const Api& load(const std::string& library_path) {
  static std::mutex mutex;
  static const Api* loaded = nullptr;
  const std::lock_guard lock(mutex);
  if (!loaded) {
    void* library = open_library(library_path);
    if (!library) {
      throw Error("ENGINE_UNAVAILABLE", "DuckDB's library could not be loaded: " + last_error(), kRemedy);
    }
    loaded = new Api(bind_all(library));
  }
  return *loaded;
}

}  // namespace millrace::duckdb
