#define SOFTLIN_LANES avx2
#include "numeric/lane_kernels_body.hpp"

namespace softlin::numeric {

extern const LaneKernels k_lane_kernels_avx2;

const LaneKernels k_lane_kernels_avx2 = {"avx2",
                                         avx2::naive_any,
                                         avx2::reduced_any,
                                         avx2::squared_image,
                                         avx2::squared_sandwich,
                                         avx2::normal_rows,
                                         avx2::normals_of,
                                         avx2::exponentials,
                                         avx2::regression};

}  // namespace softlin::numeric
