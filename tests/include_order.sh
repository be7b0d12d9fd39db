#!/bin/sh
# Fails when a file includes a header of a folder that stands after its own, or one by a relative path.
#   tests/include_order.sh [TOP]
# The order is symbolic, numeric, bounds, proofs-check, python; nothing includes tests.
top=${1:-$(dirname "$0")/..}

# forbid FOLDER PATTERN: no file of FOLDER may include what matches PATTERN.
status=0
forbid() {
  found=$(grep -rnE --include='*.[ch]pp' "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($2)" "$1") || return 0
  echo "$found"
  status=1
}

# check: looks through the folders of the present directory.
check() {
  status=0
  forbid symbolic '(numeric|bounds|proofs-check|python|tests)/|\.\./'
  forbid numeric '(bounds|proofs-check|python|tests)/|\.\./'
  forbid bounds '(proofs-check|python|tests)/|\.\./'
  forbid proofs-check '(python|tests)/|\.\./'
  forbid python 'tests/|\.\./'
  return $status
}

cd "$top" || exit 2
if ! check; then
  echo 'An include above points against the order symbolic, numeric, bounds, proofs-check, python.'
  exit 1
fi

# The check itself must notice a back arrow in each folder.
sample=$(mktemp -d) || exit 2
trap 'rm -rf "$sample"' EXIT
cd "$sample" || exit 2
mkdir symbolic numeric bounds proofs-check python
for pair in symbolic:numeric numeric:bounds bounds:proofs-check proofs-check:python python:tests; do
  folder=${pair%:*}
  echo "#include \"${pair#*:}/x.hpp\"" >"$folder/x.hpp"
  if check >/dev/null; then
    echo "this check does not notice that $folder includes ${pair#*:}"
    exit 1
  fi
  rm "$folder/x.hpp"
done
