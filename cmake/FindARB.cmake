# Arb and FLINT, the independent oracle of the tests. Defines the target ARB::ARB.
# Debian names Arb's library flint-arb; elsewhere it is arb, or part of FLINT itself.
find_path(ARB_INCLUDE_DIR arb.h PATH_SUFFIXES flint)
find_library(ARB_LIBRARY NAMES flint-arb arb flint)
find_library(FLINT_LIBRARY flint)
mark_as_advanced(ARB_INCLUDE_DIR ARB_LIBRARY FLINT_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ARB REQUIRED_VARS ARB_LIBRARY FLINT_LIBRARY ARB_INCLUDE_DIR)

if(ARB_FOUND AND NOT TARGET ARB::ARB)
  add_library(ARB::ARB UNKNOWN IMPORTED)
  set_target_properties(ARB::ARB PROPERTIES
    IMPORTED_LOCATION "${ARB_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${ARB_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${FLINT_LIBRARY};PkgConfig::MPFR;PkgConfig::GMP")
endif()
