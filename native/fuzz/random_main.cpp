// Drives a fuzz target where the compiler brings no libFuzzer:
//   fuzz_text [iterations = 10000] [seed = 1]
// feeds inputs made of random pieces, and mutations of them. The same arguments feed the same inputs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Bytes that parsers like to trip over.
const std::string kPieces[] = {std::string(1, '\0'),
                               " ",
                               "a",
                               "Z",
                               "_",
                               "0",
                               "9999999999",
                               "\n",
                               "\r\n",
                               ",",
                               "\"",
                               "'",
                               "the",
                               "word",
                               "sixteen_bytes__x",
                               "\xC3\xA9",
                               "\xC4\xB0",
                               "\xCE\xA3",
                               "\xCC\x81",
                               "\xE5\xAD\x97",
                               "\xF0\x9F\x99\x82",
                               "\x80",
                               "\xC3",
                               "\xED\xA0\x80",
                               "\xF4\x90\x80\x80",
                               "\xFF"};

std::string random_input(std::mt19937_64& random) {
  std::string input;
  const std::size_t piece_count = random() % (std::size_t{1} << random() % 10);
  for (std::size_t i = 0; i < piece_count; ++i) {
    if (random() % 8 == 0) {
      input += static_cast<char>(random());
    } else {
      input += kPieces[random() % std::size(kPieces)];
    }
  }
  return input;
}

void mutate(std::string& input, std::mt19937_64& random) {
  if (input.empty()) return;
  const std::size_t at = random() % input.size();
  switch (random() % 4) {
    case 0:
      input[at] = static_cast<char>(random());
      break;
    case 1:
      input[at] = static_cast<char>(input[at] ^ 1 << random() % 8);
      break;
    case 2:
      input.erase(at, random() % 16);
      break;
    default:
      input.insert(at, input.substr(random() % input.size(), random() % 64));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t iterations = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10000;
  std::mt19937_64 random(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  std::string input;
  for (std::uint64_t i = 0; i < iterations; ++i) {
    if (i % 8 == 0) {
      input = random_input(random);
    } else {
      mutate(input, random);
    }
    // A copy of exactly this size, so that a sanitizer sees a read behind it.
    const std::vector<std::uint8_t> exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
  }
  std::printf("%llu inputs, no fault\n", static_cast<unsigned long long>(iterations));
  return 0;
}
