#!/usr/bin/env bash
# Installs what the tests need and this machine lacks: Debian packages, the
# accessibility checker axe-core as .cache/axe.min.js, the libraries of others that
# e2e/foreign runs against, in .cache/foreign, and the generators of clients
# (TypeScript in .cache/clients, Go in the module cache). Quick when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

axe_version=4.14.1
axe_sha512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5

missing=()
need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

need chromium chromium
need zbarimg zbar-tools
need qpdf qpdf
need pdftotext poppler-utils
need fc-list fontconfig
need npm npm
need node nodejs
need bearerbox kannel
need postfix postfix
need saslpasswd2 sasl2-bin
[[ -n $(compgen -G '/usr/lib/*/sasl2/libplain.so*') ]] || missing+=(libsasl2-modules)
# The commands of the developers' page.
need curl curl
need jq jq
need openssl openssl
# The race detector is linked by a C compiler, which needs the C library's headers.
need gcc gcc
[[ -e /usr/include/stdlib.h ]] || missing+=(libc6-dev)
# Pages and documents are Greek; without such a font screenshots show boxes.
[[ -n $(fc-list :lang=el 2>/dev/null) ]] || missing+=(fonts-dejavu-core)

if ((${#missing[@]})); then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "the tests need: ${missing[*]} (Debian names); install them and try again" >&2
    exit 1
  fi
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" apt-get update -q
  # Servers are started by the tests alone, with settings of their own.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

stamp=.cache/axe.version
if [[ "$(cat "$stamp" 2>/dev/null)" != "$axe_version" || ! -s .cache/axe.min.js ]]; then
  mkdir -p .cache
  work=$(mktemp -d)
  (cd "$work" && npm pack --silent "axe-core@$axe_version" >/dev/null)
  echo "$axe_sha512  $work/axe-core-$axe_version.tgz" | sha512sum --check --quiet
  tar -xzf "$work/axe-core-$axe_version.tgz" -C "$work" package/axe.min.js
  mv "$work/package/axe.min.js" .cache/axe.min.js
  rm -rf "$work"
  echo "$axe_version" >"$stamp"
fi

# The lock file pins every package by its digest; no package may run scripts.
foreign=e2e/foreign/node
if ! cmp -s "$foreign/package-lock.json" .cache/foreign/package-lock.json || [[ ! -s .cache/foreign/installed ]]; then
  rm -rf .cache/foreign
  mkdir -p .cache/foreign
  cp "$foreign/package.json" "$foreign/package-lock.json" .cache/foreign/
  npm ci --silent --ignore-scripts --no-audit --no-fund --prefix .cache/foreign
  date >.cache/foreign/installed
fi

# Generators of clients, pinned with all that they need.
lock=$(sha512sum e2e/clients/ts/package-lock.json)
if [[ "$(cat .cache/clients/lock 2>/dev/null)" != "$lock" ]]; then
  rm -rf .cache/clients
  mkdir -p .cache/clients
  cp e2e/clients/ts/package.json e2e/clients/ts/package-lock.json .cache/clients/
  (cd .cache/clients && npm ci --ignore-scripts --no-audit --no-fund --silent)
  echo "$lock" >.cache/clients/lock
fi
go -C e2e/clients/go mod download
