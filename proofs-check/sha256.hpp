#pragma once
/// SHA-256: names the content of files that a model draws on.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace softlin::check {

/// Digest of bytes given in any number of pieces.
/// Source     : FIPS 180-4
/// Checked by : tests/proofs-check/sha256_test.cpp (the standard's examples; splits of the input)
class Sha256 {
 public:
  void add(std::string_view bytes);
  /// 64 lower-case hexadecimal digits. The object is spent afterwards.
  std::string finish();

 private:
  void take_block(const unsigned char* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::size_t pending_size_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace softlin::check
