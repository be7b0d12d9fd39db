#define SOFTLIN_LANES avx512
#include "numeric/lane_kernels_body.hpp"

namespace softlin::numeric {

extern const LaneKernels k_lane_kernels_avx512;

const LaneKernels k_lane_kernels_avx512 = {"avx512",
                                           avx512::naive_any,
                                           avx512::reduced_any,
                                           avx512::squared_image,
                                           avx512::squared_sandwich,
                                           avx512::normal_rows,
                                           avx512::normals_of,
                                           avx512::exponentials,
                                           avx512::regression};

}  // namespace softlin::numeric
