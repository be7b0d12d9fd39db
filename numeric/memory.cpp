#include "numeric/memory.hpp"

#include <cstdlib>  // defines __GLIBC__

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

}  // namespace softlin::numeric
