#include "core/pin_library.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace millrace {

void pin_library() {
  static const int anchor = 0;
#ifdef _WIN32
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<LPCWSTR>(&anchor), &module);
#else
  // One more reference, never given back.
  static void* const reference = [] {
    Dl_info info;
    return dladdr(&anchor, &info) != 0 ? dlopen(info.dli_fname, RTLD_LAZY | RTLD_LOCAL) : nullptr;
  }();
  (void)reference;
#endif
}

}  // namespace millrace
