#include <cstdlib>
#include <cstring>
#include <string>

#include "core/error.h"
#include "simd/kernels.h"

#ifdef _MSC_VER
#include <intrin.h>
#endif

namespace millrace {

namespace baseline {
extern const KernelTable table;
}
#ifdef MILLRACE_HAS_avx2
namespace avx2 {
extern const KernelTable table;
}
#endif
#ifdef MILLRACE_HAS_avx512
namespace avx512 {
extern const KernelTable table;
}
#endif

namespace {

#if defined(MILLRACE_HAS_avx2) && (defined(__GNUC__) || defined(__clang__))
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#elif defined(MILLRACE_HAS_avx2)
bool has_bits(int leaf, int reg, int mask, unsigned long long xcr0) {
  int info[4];
  __cpuid(info, 1);
  if (!(info[2] & (1 << 27)) || (_xgetbv(0) & xcr0) != xcr0) return false;
  __cpuidex(info, leaf, 0);
  return (info[reg] & mask) == mask;
}
bool has_avx2() { return has_bits(7, 1, (1 << 5) | (1 << 8), 0x6) && has_bits(1, 2, 1 << 12, 0x6); }
bool has_avx512() {
  return has_avx2() && has_bits(7, 1, (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | (1 << 31), 0xe6);
}
#endif

constexpr const char* kNames[] = {"baseline", "avx2", "avx512"};

const KernelTable& choose() {
  const char* forced = std::getenv("MILLRACE_ISA");
  if (forced && *forced) {
    if (const KernelTable* table = kernel_table(forced)) return *table;
    std::string known;
    for (const char* name : kNames) {
      if (kernel_table(name)) known += (known.empty() ? "" : ", ") + std::string(name);
    }
    throw Error("OPTION_INVALID", std::string("MILLRACE_ISA is '") + forced + "', which this processor or build lacks",
                "use one of " + known + ", or unset it");
  }
  const KernelTable* best = nullptr;
  for (const char* name : kNames) {
    if (const KernelTable* table = kernel_table(name)) best = table;
  }
  return *best;
}

}  // namespace

const KernelTable* kernel_table(const char* isa) {
  if (std::strcmp(isa, "baseline") == 0) return &baseline::table;
#ifdef MILLRACE_HAS_avx2
  if (std::strcmp(isa, "avx2") == 0 && has_avx2()) return &avx2::table;
#endif
#ifdef MILLRACE_HAS_avx512
  if (std::strcmp(isa, "avx512") == 0 && has_avx512()) return &avx512::table;
#endif
  return nullptr;
}

const KernelTable& kernels() {
  static const KernelTable& table = choose();
  return table;
}

}  // namespace millrace
