// Single kernels for parity tests and benchmarks. Training never comes this way: it runs jobs on engine memory.
#pragma once

#include <napi.h>

#include <map>
#include <string_view>

#include "binding/kernel_arguments.h"
#include "simd/kernels.h"

namespace millrace::binding {

// Reads a kernel's inputs, runs it and returns its results.
using KernelCall = void (*)(const KernelTable&, const KernelArguments&, KernelResults&);

// By kernel id.
extern const std::map<std::string_view, KernelCall> dense_kernels;
extern const std::map<std::string_view, KernelCall> csr_kernels;
extern const std::map<std::string_view, KernelCall> tree_kernels;

void export_kernels(Napi::Env env, Napi::Object& exports);

}  // namespace millrace::binding
