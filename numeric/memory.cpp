#include "numeric/memory.hpp"

#include <cstdlib>  // defines __GLIBC__
#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace softlin::numeric {

void keep_memory() {
#ifdef __GLIBC__
  constexpr int k_bytes = 256 << 20;
  mallopt(M_TRIM_THRESHOLD, k_bytes);
  mallopt(M_MMAP_THRESHOLD, k_bytes);
#endif
}

std::uint64_t available_memory() {
  std::ifstream in("/proc/meminfo");
  std::string key, unit;
  std::uint64_t kibibytes = 0;
  while (in >> key >> kibibytes) {
    if (key == "MemAvailable:") return kibibytes * 1024;
    std::getline(in, unit);
  }
  return 0;
}

}  // namespace softlin::numeric
