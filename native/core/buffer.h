// Engine memory: 64-byte aligned, shared by reference count, never resized once shared.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace millrace {

inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;

// Memory from so many bytes on is asked for in huge pages: rows that are read out of order miss fewer translations,
// and the first touch of a page costs as much as reading it does.
inline constexpr std::size_t kLeastHuge = 2 * kHugePage;

inline void* allocate_bytes(std::size_t bytes) {
  if (bytes < kLeastHuge) return ::operator new (bytes, std::align_val_t{kAlignment});
  void* pointer = ::operator new (bytes, std::align_val_t{kHugePage});
#ifdef MADV_HUGEPAGE
  // A wish: where the system has none to give, it gives small ones.
  (void)madvise(pointer, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
#endif
  return pointer;
}

inline void free_bytes(void* pointer, std::size_t bytes) {
  ::operator delete (pointer, std::align_val_t{bytes < kLeastHuge ? kAlignment : kHugePage});
}

// Lets std::vector hold rows that start on a cache line.
template <typename T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <typename U>
  AlignedAllocator(const AlignedAllocator<U>&) {}  // NOLINT: the standard asks for an implicit one
  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(allocate_bytes(count * sizeof(T)));
  }
  void deallocate(T* pointer, std::size_t count) { free_bytes(pointer, count * sizeof(T)); }
  template <typename U>
  bool operator==(const AlignedAllocator<U>&) const {
    return true;
  }
};

template <typename T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

using Bytes = AlignedVector<std::byte>;

// bytes[size], shared and immutable; empty when there is nothing to hold (for a validity mask: all valid).
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(Bytes bytes) : bytes_(std::make_shared<const Bytes>(std::move(bytes))) {}
  explicit Buffer(std::shared_ptr<const Bytes> bytes) : bytes_(std::move(bytes)) {}

  static Buffer copy_of(const void* data, std::size_t size) {
    Bytes bytes(size);
    if (size > 0) std::memcpy(bytes.data(), data, size);
    return Buffer(std::move(bytes));
  }

  std::size_t size() const { return bytes_ ? bytes_->size() : 0; }
  bool empty() const { return size() == 0; }
  const std::byte* data() const { return bytes_ ? bytes_->data() : nullptr; }
  template <typename T>
  const T* as() const {
    return reinterpret_cast<const T*>(data());
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
};

}  // namespace millrace
