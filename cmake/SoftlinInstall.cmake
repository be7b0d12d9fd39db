# `cmake --install` leaves the program, the libraries, their headers and the CMake package `softlin`.
include(CMakePackageConfigHelpers)
set(softlin_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/softlin")

install(TARGETS softlin_symbolic softlin_numeric softlin_bounds softlin_check EXPORT softlin-targets)
install(TARGETS softlin)
install(EXPORT softlin-targets NAMESPACE softlin:: DESTINATION "${softlin_package_dir}")
foreach(folder symbolic numeric bounds proofs-check)
  install(DIRECTORY ${folder} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/softlin" FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/generated/symbolic/version.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/softlin/symbolic")

configure_package_config_file(cmake/softlinConfig.cmake.in generated/softlinConfig.cmake
                              INSTALL_DESTINATION "${softlin_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/softlinConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/generated/softlinConfig.cmake"
              "${PROJECT_BINARY_DIR}/generated/softlinConfigVersion.cmake"
              cmake/SoftlinDependencies.cmake cmake/FindMPFI.cmake
        DESTINATION "${softlin_package_dir}")
