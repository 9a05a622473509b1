#!/usr/bin/env bash
# Puts checkov into a folder outside the checkout, once, with what it needs beside nothing else's: its pins are its own.
# CHECKOV names another program.
set -euo pipefail

version=3.3.30
home=${XDG_CACHE_HOME:-$HOME/.cache}/s3-private-path/checkov-$version

[ -x "$home/bin/checkov" ] && exit 0
mkdir -p "$(dirname "$home")"
parts=$(mktemp -d "$home.XXXXXX")
trap 'rm -rf "$parts"' EXIT
python3 -m pip install --quiet --target "$parts/lib" "checkov==$version"
mkdir "$parts/bin"
printf '#!/bin/sh\nPYTHONPATH="$(dirname "$0")/../lib" exec python3 -m checkov.main "$@"\n' >"$parts/bin/checkov"
chmod +x "$parts/bin/checkov"
mv "$parts" "$home"
