#!/bin/sh
# install.sh CMAKE BUILD PYTHON: installs the component `python` into an empty folder and uses it from there.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" --install "$2" --component python --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
package=$(find "$work/prefix" -type d -name softlin)
[ "$(echo "$package" | wc -l)" -eq 1 ] || { echo "expected one folder softlin, found: $package"; exit 1; }
case $package in
  */dist-packages/softlin) ;;
  *) echo "expected a folder of dist-packages, found $package"; exit 1 ;;
esac
for file in __init__.py _core.pyi py.typed; do
  [ -f "$package/$file" ] || { echo "$file is not installed"; exit 1; }
done
# Nothing but this component: no program, no headers.
[ -z "$(find "$work/prefix" -type f ! -path "$package/*")" ] || { find "$work/prefix" -type f; exit 1; }
cd "$work"
found=$(env -u PYTHONPATH PYTHONPATH="$(dirname "$package")" "$3" -c '
import softlin
print(softlin.__file__)
print(softlin.expect("A", 0, 8))')
expected="$package/__init__.py
0.125"
[ "$found" = "$expected" ] || { echo "found $found"; echo "expected $expected"; exit 1; }
