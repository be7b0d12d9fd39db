#include "proofs-check/fingerprint.hpp"

#include <cstdio>

namespace softlin::check {

std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::string fingerprint_of(std::string_view text) {
  char out[17];
  std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(hash_of(text)));
  return out;
}

}  // namespace softlin::check
