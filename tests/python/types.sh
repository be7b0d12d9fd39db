#!/bin/sh
# types.sh PYTHON PACKAGES: mypy accepts the package and types_example.py, refuses each marked line of types_wrong.py, and finds the stub
# of the extension module in agreement with the module.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MYPYPATH="$2" PYTHONPATH="$2" PYTHONDONTWRITEBYTECODE=1
cd "$work"
"$1" -m mypy --strict -p softlin
"$1" -m mypy --strict "$here/types_example.py"
"$1" -m mypy --strict --no-error-summary "$here/types_wrong.py" >wrong.txt && { echo "types_wrong.py is accepted"; exit 1; }
sed -n 's/.*types_wrong\.py:\([0-9]*\): error:.*/\1/p' wrong.txt | sort -un >found.txt
grep -n '# wrong$' "$here/types_wrong.py" | cut -d: -f1 >expected.txt
diff expected.txt found.txt || { cat wrong.txt; exit 1; }
"$1" -m mypy.stubtest softlin._core --allowlist "$here/stub_exceptions.txt"
