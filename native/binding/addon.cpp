#include <napi.h>

#include "simd/kernels.h"

static Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("isa", Napi::String::New(env, millrace::kernels().isa));
  return exports;
}

NODE_API_MODULE(millrace, init)
