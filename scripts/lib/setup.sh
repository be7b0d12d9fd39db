# Shared by the scripts beside this folder; to be read with `.`, from the top of the checkout.
# shellcheck shell=sh

# Debian bookworm names. libboost1.81-dev cannot stand beside the unversioned libboost-dev, which is Boost 1.74.
packages_build='g++ cmake ninja-build pkg-config libboost1.81-dev libboost-test1.81-dev libmpfi-dev libmpfr-dev
  libgmp-dev libeigen3-dev libginac-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev
  librandom123-dev'
packages_test='libflint-arb-dev libflint-dev'
packages_python='python3-dev pybind11-dev python3-numpy python3-mpmath'
packages_bench='libbenchmark-dev libflint-arb-dev libflint-dev'
packages_peers='python3-mpmath python3-numpy python3-sympy'
packages_format='clang-format'
packages_cluster='slurm-wlm munge'
packages_publish='gnuplot-nox mypy man-db bash-completion zsh fish mandoc
  mmdebstrap lintian dpkg-dev doxygen libjs-mathjax chromium
  texlive-latex-base texlive-latex-recommended texlive-science texlive-pictures texlive-fonts-recommended lmodern fonts-lmodern poppler-utils'
# Node comes from Debian unless another one is there: the two cannot stand beside each other.
command -v npm >/dev/null 2>&1 || packages_publish="$packages_publish nodejs npm"

say() {
  echo "softlin: $*" >&2
}

# install_missing PACKAGE_LIST: installs what is not there yet. Asks nothing and, when all is there, uses no network.
install_missing() {
  if ! command -v dpkg-query >/dev/null 2>&1; then
    say "this system does not use Debian packages; needed here are the equivalents of:" $1
    return 0
  fi
  missing=
  for package in $1; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=
    [ "$state" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      say "these packages are missing; install them as root, then run this again:"
      say "  apt-get install --no-install-recommends$missing"
      return 1
    fi
    as_root=sudo
  fi
  say "installing$missing"
  log=$(mktemp)
  if $as_root apt-get -qq update >"$log" 2>&1 &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq -y --no-install-recommends --no-remove install $missing >>"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  cat "$log" >&2
  rm -f "$log"
  say "could not install$missing"
  say "where apt speaks of libboost1.74-dev: it conflicts with Boost 1.81; remove it (apt-get remove libboost1.74-dev) and try again"
  return 1
}

# configure PRESET [CMAKE_OPTION...]: shows CMake's output only when it fails.
configure() {
  log=$(mktemp)
  if cmake --preset "$@" >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  cat "$log" >&2
  rm -f "$log"
  return 1
}

# build PRESET [TARGET...]: progress goes to standard error, so that a program's own output stays clean.
build() {
  preset=$1
  shift
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2
}
