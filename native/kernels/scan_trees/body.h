// sums[output][kScanRows] += the value of the leaf that each row reaches, tree by tree, for the trees [begin, end) and
// `chunks` chunks of rows. See native/trees/model/tree_scan.h, where the reference is named too.
// scratch: kScanResults bytes of leaf numbers, then room for the results of splits.

// out[kScanChunk] = left where any set has the row's class, else right.
static inline void choose_by_sets(const trees::ScanSplit& split, const trees::ScanSet* sets, const std::uint8_t* planes,
                                  std::size_t row, const std::uint8_t* left, const std::uint8_t* right,
                                  std::uint8_t* out) {
  const std::uint8_t* const bits = planes + split.plane + row;
#if defined(__AVX512BW__)
  const __m512i bit = _mm512_loadu_si512(bits);
  __m512i found = _mm512_setzero_si512();
  for (std::uint32_t s = split.set_begin; s < split.set_begin + split.set_count; ++s) {
    const __m512i table = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(sets[s].bytes)));
    found = _mm512_or_si512(found, _mm512_shuffle_epi8(table, _mm512_loadu_si512(planes + sets[s].plane + row)));
  }
  _mm512_storeu_si512(out, _mm512_mask_blend_epi8(_mm512_test_epi8_mask(found, bit), _mm512_loadu_si512(right),
                                                  _mm512_loadu_si512(left)));
#elif defined(__SSSE3__)
  for (std::size_t i = 0; i < trees::kScanChunk; i += 16) {
    const auto load = [i](const std::uint8_t* from) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
    };
    __m128i found = _mm_setzero_si128();
    for (std::uint32_t s = split.set_begin; s < split.set_begin + split.set_count; ++s) {
      const __m128i table = _mm_loadu_si128(reinterpret_cast<const __m128i*>(sets[s].bytes));
      found = _mm_or_si128(found, _mm_shuffle_epi8(table, load(planes + sets[s].plane + row)));
    }
    const __m128i none = _mm_cmpeq_epi8(_mm_and_si128(found, load(bits)), _mm_setzero_si128());
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i),
                     _mm_or_si128(_mm_and_si128(none, load(right)), _mm_andnot_si128(none, load(left))));
  }
#else
  for (std::size_t i = 0; i < trees::kScanChunk; ++i) {
    std::uint8_t found = 0;
    for (std::uint32_t s = split.set_begin; s < split.set_begin + split.set_count; ++s) {
      const std::uint8_t byte = planes[sets[s].plane + row + i];
      found |= byte < 16 ? sets[s].bytes[byte] : 0;
    }
    out[i] = found & bits[i] ? left[i] : right[i];
  }
#endif
}

// sums[kScanChunk] to float32, and back.
static inline void round_sums(double* sums) {
  for (std::size_t i = 0; i < trees::kScanChunk; ++i) sums[i] = static_cast<double>(static_cast<float>(sums[i]));
}

// sums[kScanChunk] += values[leaf · width].
static inline void add_leaf_values(const std::uint8_t* leaves, const double* values,
                                   [[maybe_unused]] std::uint32_t leaf_count, std::uint32_t width, double* sums) {
#if defined(__AVX512F__)
  if (width == 1 && leaf_count <= 64) {
    const __m512d t0 = _mm512_loadu_pd(values), t1 = _mm512_loadu_pd(values + 8);
    const __m512d t2 = _mm512_loadu_pd(values + 16), t3 = _mm512_loadu_pd(values + 24);
    for (std::size_t i = 0; i < trees::kScanChunk; i += 8) {
      const __m512i leaf = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(leaves + i)));
      __m512d value = _mm512_permutex2var_pd(t0, leaf, t1);
      if (leaf_count > 16) {
        const __mmask8 second = _mm512_test_epi64_mask(leaf, _mm512_set1_epi64(16));
        value = _mm512_mask_mov_pd(value, second, _mm512_permutex2var_pd(t2, leaf, t3));
      }
      if (leaf_count > 32) {
        const __m512d t4 = _mm512_loadu_pd(values + 32), t5 = _mm512_loadu_pd(values + 40);
        const __m512d t6 = _mm512_loadu_pd(values + 48), t7 = _mm512_loadu_pd(values + 56);
        const __mmask8 second = _mm512_test_epi64_mask(leaf, _mm512_set1_epi64(16));
        const __mmask8 upper = _mm512_test_epi64_mask(leaf, _mm512_set1_epi64(32));
        const __m512d high =
            _mm512_mask_mov_pd(_mm512_permutex2var_pd(t4, leaf, t5), second, _mm512_permutex2var_pd(t6, leaf, t7));
        value = _mm512_mask_mov_pd(value, upper, high);
      }
      _mm512_storeu_pd(sums + i, _mm512_add_pd(_mm512_loadu_pd(sums + i), value));
    }
    return;
  }
#endif
  for (std::size_t i = 0; i < trees::kScanChunk; ++i) sums[i] += values[leaves[i] * width];
}

static void scan_trees(const trees::TreeScan* scan, std::uint32_t begin, std::uint32_t end, const std::uint8_t* planes,
                       std::uint32_t chunks, std::uint8_t* scratch, double* sums) {
  const std::uint32_t width = scan->value_width;
  for (std::uint32_t t = begin; t < end; ++t) {
    const trees::ScanTree& tree = scan->trees[t];
    for (std::uint32_t s = tree.split_begin; s < tree.split_end; ++s) {
      const trees::ScanSplit& split = scan->splits[s];
      const std::uint8_t* left = scratch + split.left.at;
      const std::uint8_t* right = scratch + split.right.at;
      std::uint8_t* __restrict out = scratch + split.out;
      if (split.set_count > 0) {
        for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
          choose_by_sets(split, scan->sets, planes, chunk * trees::kScanChunk, left + chunk * split.left.step,
                         right + chunk * split.right.step, out + chunk * trees::kScanChunk);
        }
        continue;
      }
      const std::uint8_t* ranks = planes + split.plane;
      const std::uint8_t threshold = split.threshold;
      for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
        for (std::size_t i = 0; i < trees::kScanChunk; ++i) {
          // Both are read first: a choice between values needs no branch.
          const std::uint8_t a = left[i], b = right[i];
          out[i] = ranks[i] <= threshold ? a : b;
        }
        ranks += trees::kScanChunk;
        out += trees::kScanChunk;
        left += split.left.step;
        right += split.right.step;
      }
    }
    const std::uint8_t* leaves = scratch + tree.root.at;
    const double* values = scan->leaf_values + std::size_t{tree.leaf_begin} * width;
    for (std::uint32_t chunk = 0; chunk < chunks; ++chunk, leaves += tree.root.step) {
      double* const at = sums + chunk * trees::kScanChunk;
      if (width == 1) {
        add_leaf_values(leaves, values, tree.leaf_count, 1, at + tree.output * trees::kScanRows);
        if (scan->float32_sums) round_sums(at + tree.output * trees::kScanRows);
      } else {
        for (std::uint32_t k = 0; k < width; ++k) {
          add_leaf_values(leaves, values + k, tree.leaf_count, width, at + k * trees::kScanRows);
        }
      }
    }
  }
}
