#!/bin/sh
# Makes the Python environment of the foreign programs in var/python and prints its interpreter. Quick when it is already there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=${1:-$here/../../var/python}
wanted=$(cat "$here/requirements.txt")
if [ ! -x "$home/bin/python" ] || [ "$(cat "$home/ready" 2>/dev/null || true)" != "$wanted" ]; then
  python3 -m venv "$home" >&2
  "$home/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2
  printf '%s\n' "$wanted" > "$home/ready"
fi
printf '%s\n' "$home/bin/python"
