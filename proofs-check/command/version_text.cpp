#include "proofs-check/command/version_text.hpp"

#include <ginac/version.h>
#include <gmp.h>
#include <mpfi.h>
#include <mpfr.h>

#include <Eigen/Core>
#include <boost/version.hpp>

#include "symbolic/version.hpp"

namespace softlin::check {

std::string program_version() { return std::string(k_version); }

std::string version_text() {
  const auto dotted = [](int a, int b, int c) {
    return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c);
  };
  return "softlin " + program_version() + "\nGMP " + gmp_version + "\nMPFR " + mpfr_get_version() + "\nMPFI " +
         mpfi_get_version() + "\nBoost " +
         dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100) + "\nEigen " +
         dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION) + "\nGiNaC " +
         dotted(GINACLIB_MAJOR_VERSION, GINACLIB_MINOR_VERSION, GINACLIB_MICRO_VERSION);
}

}  // namespace softlin::check
