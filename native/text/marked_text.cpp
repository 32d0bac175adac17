#include "text/marked_text.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/character.h"
#include "text/utf8.h"

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace millrace {

namespace {

constexpr std::size_t kStep = 16;
// Bytes between two checks for cancellation.
constexpr std::size_t kCheckBytes = 1 << 18;

constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kSmallSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;
constexpr char32_t kCapitalIWithDot = 0x130;

// What 16 bytes hold: bit i stands for byte i.
struct StepMarks {
  std::uint32_t words;      // ASCII word characters
  std::uint32_t non_ascii;  // bytes of other characters
};

// Copies 16 bytes, ASCII capitals in lower case if so asked, and marks them.
#if defined(__SSE2__) || defined(_M_X64)
StepMarks mark_step(const char* in, bool lowercase, char* out) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  // Signed comparisons: bytes from 0x80 are negative and fall in no range.
  const auto between = [](__m128i values, char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(values, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(values, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const __m128i capital = between(bytes, 'A', 'Z');
  const __m128i lowered = _mm_or_si128(bytes, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
  const __m128i word = _mm_or_si128(_mm_or_si128(between(lowered, 'a', 'z'), between(bytes, '0', '9')),
                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), lowercase ? lowered : bytes);
  return {static_cast<std::uint32_t>(_mm_movemask_epi8(word)), static_cast<std::uint32_t>(_mm_movemask_epi8(bytes))};
}
#else
StepMarks mark_step(const char* in, bool lowercase, char* out) {
  StepMarks marks{0, 0};
  for (std::size_t i = 0; i < kStep; ++i) {
    const auto byte = static_cast<std::uint8_t>(in[i]);
    const bool capital = byte >= 'A' && byte <= 'Z';
    const bool word = capital || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
    out[i] = static_cast<char>(capital && lowercase ? byte + 0x20 : byte);
    marks.words |= static_cast<std::uint32_t>(word) << i;
    marks.non_ascii |= static_cast<std::uint32_t>(byte >> 7) << i;
  }
  return marks;
}
#endif

// A capital sigma is final when a cased letter stands before it and none after it, where characters that the rule
// ignores are skipped on both sides. (Unicode, section 3.13; CPython applies it to the whole string.)
bool is_final_sigma(std::string_view text, std::size_t at, std::size_t size) {
  bool cased_before = false;
  for (std::size_t i = at; i > 0;) {
    const Decoded before = decode_utf8_before(text.data(), i);
    const std::uint8_t flags = record_of(before.character).flags;
    if (!(flags & kCaseIgnorable)) {
      cased_before = flags & kCased;
      break;
    }
    i -= static_cast<std::size_t>(before.size);
  }
  if (!cased_before) return false;
  for (std::size_t i = at + size; i < text.size();) {
    const Decoded after = decode_utf8(text.data() + i, text.size() - i);
    const std::uint8_t flags = record_of(after.character).flags;
    if (!(flags & kCaseIgnorable)) return !(flags & kCased);
    i += static_cast<std::size_t>(after.size);
  }
  return true;
}

void append_marks(std::uint64_t marks, std::size_t at, std::uint64_t* words) {
  words[at / 64] |= marks << (at % 64);
  if (at % 64 > 64 - kStep) words[at / 64 + 1] |= marks >> (64 - at % 64);
}

// Writes the character at text[at] to `out` and returns its size in `text`.
std::size_t mark_character(std::string_view text, std::size_t at, bool lowercase, MarkedText& out) {
  const Decoded decoded = decode_utf8(text.data() + at, text.size() - at);
  const auto size = static_cast<std::size_t>(decoded.size);
  char32_t character = decoded.character;
  bool gap_after = false;
  if (lowercase) {
    if (character == kCapitalSigma) {
      character = is_final_sigma(text, at, size) ? kFinalSigma : kSmallSigma;
    } else if (character == kCapitalIWithDot) {
      character = 'i';
      gap_after = true;  // then a combining dot, which is no word character
    } else {
      character = static_cast<char32_t>(static_cast<std::int32_t>(character) + record_of(character).lower_delta);
    }
  }
  if (record_of(character).flags & kWord) {
    const int written = encode_utf8(character, out.bytes.data() + out.size);
    append_marks((1u << written) - 1, out.size, out.word_marks.data());
    out.size += static_cast<std::size_t>(written);
  } else {
    gap_after = true;
  }
  if (gap_after) out.bytes[out.size++] = ' ';
  return size;
}

}  // namespace

void mark_words(std::string_view text, bool lowercase, const RunContext& context, MarkedText& out) {
  // An ASCII byte gives one byte; any other character has two bytes or more and gives at most four.
  const std::size_t capacity = 2 * text.size() + MarkedText::kPadding;
  if (out.bytes.size() < capacity) out.bytes.resize(std::max(capacity, std::size_t{4096}));
  const std::size_t mark_count = capacity / 64 + 2;
  if (out.word_marks.size() < mark_count) out.word_marks.resize(mark_count);
  std::fill_n(out.word_marks.begin(), mark_count, 0);
  out.size = 0;

  std::size_t at = 0;
  std::size_t next_check = kCheckBytes;
  while (at < text.size()) {
    if (at >= next_check) {
      context.check();
      next_check += kCheckBytes;
    }
    const std::size_t left = text.size() - at;
    const std::size_t step = std::min(left, kStep);
    const char* in = text.data() + at;
    char tail[kStep] = {};
    if (left < kStep) {
      std::memcpy(tail, in, left);
      in = tail;
    }
    const StepMarks marks = mark_step(in, lowercase, out.bytes.data() + out.size);
    const std::size_t ascii = marks.non_ascii ? std::min<std::size_t>(step, std::countr_zero(marks.non_ascii)) : step;
    append_marks(marks.words & ((1u << ascii) - 1), out.size, out.word_marks.data());
    out.size += ascii;
    at += ascii;
    while (at < text.size() && (text[at] & 0x80)) at += mark_character(text, at, lowercase, out);
  }
}

}  // namespace millrace
