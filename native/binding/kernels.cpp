#include "binding/kernels.h"

#include "binding/job.h"

namespace millrace::binding {

namespace {

// The instruction set by name; the one in use for undefined.
const KernelTable& table_of(const Napi::Value& isa) {
  if (isa.IsUndefined()) return kernels();
  const std::string name = isa.ToString().Utf8Value();
  const KernelTable* table = kernel_table(name.c_str());
  if (!table) throw Error("KERNEL_UNSUPPORTED", "this processor or build has no instruction set '" + name + "'");
  return *table;
}

KernelCall call_of(const std::string& id) {
  for (const auto* calls : {&dense_kernels, &csr_kernels, &tree_kernels}) {
    if (const auto found = calls->find(id); found != calls->end()) return found->second;
  }
  throw Error("KERNEL_UNSUPPORTED", "the engine has no kernel '" + id + "'");
}

// (id, inputs by name, isa | undefined) → results by name
Napi::Value run_kernel(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    if (!info[1].IsObject()) throw Error("INTERNAL", "a kernel's inputs are an object");
    KernelResults results(info.Env());
    const KernelCall call = call_of(info[0].ToString().Utf8Value());
    call(table_of(info[2]), KernelArguments(info[1].As<Napi::Object>()), results);
    return results.object();
  });
}

}  // namespace

void export_kernels(Napi::Env env, Napi::Object& exports) {
  exports.Set("runKernel", Napi::Function::New<run_kernel>(env));
}

}  // namespace millrace::binding
