# Debian packages by `cpack --preset deb`, one for each component of SoftlinInstall.cmake:
#   program -> softlin, development -> libsoftlin-dev, and python -> python3-softlin where SOFTLIN_PYTHON is on.
set(SOFTLIN_MAINTAINER "The softlin authors <authors@softlin.invalid>" CACHE STRING "Maintainer named in packages")

set(CPACK_PACKAGE_NAME softlin)
set(CPACK_PACKAGE_VENDOR "The softlin authors")
set(CPACK_PACKAGE_CONTACT "${SOFTLIN_MAINTAINER}")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
get_cmake_property(components COMPONENTS)
set(CPACK_COMPONENTS_ALL program development)
if(python IN_LIST components)
  list(APPEND CPACK_COMPONENTS_ALL python)
endif()
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Each package has a first line of its own, so none for all.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(about "
softlin tells how close softmax attention on a long prompt of independent
tokens is to its linear limit, with proof: exact finite-prompt errors as
enclosures, explicit constants for published bounds, and a checker that holds
claims against exact and sampled errors.
.
This package has")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME softlin)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "libsoftlin-dev, texlive-latex-recommended, texlive-science, texlive-pictures")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "verified bounds for finite-prompt softmax attention${about} the program, its manual pages and its documentation.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libsoftlin-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
string(JOIN ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libboost1.81-dev | libboost-dev (>= 1.81)" libeigen3-dev libginac-dev libcln-dev libgmp-dev libmpfr-dev libmpfi-dev libfmt-dev
  libcli11-dev libtomlplusplus-dev "nlohmann-json3-dev (>= 3.11)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS softlin)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "verified bounds for finite-prompt softmax attention (C++)${about} the static libraries, the headers, and the files by
which CMake and pkg-config find them.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-softlin)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3 (>= 3.11), python3-numpy")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION "verified bounds for finite-prompt softmax attention (Python)${about} the Python module.")

set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/debian_files.cmake")
include(CPack)

# What has to be built before.
add_custom_target(package_contents DEPENDS softlin $<TARGET_NAME_IF_EXISTS:softlin_python>)
