#!/usr/bin/env bash
# Installs the pinned linter for OpenAPI documents (Redocly CLI, MIT; one npm
# package without dependencies) as .cache/redocly. Needs npm and Node.js 20.19 or
# newer to run. Quick when it is already there.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.77.0
sha512=5d46b885444358b3c6f56ba4217a3e501a9af55a5e4e77662c8e4f1eef500e4c2dc07f7dd09b20cfd9e5da6d69663b16aca14f3fb6af9fa7ad471c436ee0f606

stamp=.cache/redocly/version
if [[ "$(cat "$stamp" 2>/dev/null)" == "$version" ]]; then
  exit 0
fi
mkdir -p .cache
work=$(mktemp -d .cache/redocly.XXXXXX)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "@redocly/cli@$version" >/dev/null)
echo "$sha512  $work/redocly-cli-$version.tgz" | sha512sum --check --quiet
tar -xzf "$work/redocly-cli-$version.tgz" -C "$work"
echo "$version" >"$work/package/version"
rm -rf .cache/redocly
mv "$work/package" .cache/redocly
