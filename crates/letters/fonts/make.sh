#!/bin/sh
# Makes the four fonts of this folder again from the packages that README.md names.
# It needs Debian's package manager and Python; it writes only into this folder.
# The same packages give the same bytes, so `git diff` shows what a new version changed.
set -eu
cd "$(dirname "$0")"

apt-get install -y --no-install-recommends fonts-noto-cjk fonts-noto-core unicode-data python3-venv zstd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet fonttools==4.68.0

"$work/python/bin/python" make.py
# Packed: nobody needs them before the first letter, and the program is smaller for it.
zstd --ultra -22 --rm -f -- *.otf *.ttf
ls -l -- *.zst
