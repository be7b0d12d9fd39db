# Everything softlin is built on, by component. All come as Debian packages; scripts/check installs them.
#
# The installed CMake package reads this file too. Whoever includes it says how a package is found:
#   softlin_find(PACKAGE ...)          as find_package
#   softlin_find_modules(NAME MODULE...)  the target PkgConfig::NAME
macro(softlin_find_symbolic)
  softlin_find(Boost 1.81)
  softlin_find(Eigen3 3.4 NO_MODULE)
  softlin_find(PkgConfig)
  softlin_find_modules(GMP gmp)
  softlin_find_modules(GINAC ginac>=1.8 cln)
endmacro()

macro(softlin_find_numeric)
  softlin_find(Threads)
  softlin_find(MPFI)
  softlin_find_modules(MPFR mpfr)
endmacro()

macro(softlin_find_bounds)
endmacro()

macro(softlin_find_check)
  softlin_find(fmt)
  softlin_find(CLI11)
  softlin_find(tomlplusplus)
  softlin_find(nlohmann_json 3.11)
endmacro()
