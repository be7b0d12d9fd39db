#define SOFTLIN_LANES plain
#include "numeric/lane_kernels_body.hpp"

namespace softlin::numeric {

extern const LaneKernels k_lane_kernels_plain;

const LaneKernels k_lane_kernels_plain = {"plain",
                                          plain::naive_any,
                                          plain::reduced_any,
                                          plain::squared_image,
                                          plain::squared_sandwich,
                                          plain::normal_rows,
                                          plain::normals_of,
                                          plain::exponentials,
                                          plain::regression};

}  // namespace softlin::numeric
