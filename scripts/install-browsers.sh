#!/usr/bin/env bash
# Installs the browsers of make browsers where they are missing: Firefox ESR, and
# WebKitGTK with its driver and a display in memory. Quick when nothing is missing.
set -euo pipefail

missing=()
need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

need firefox-esr firefox-esr
need WebKitWebDriver webkit2gtk-driver
need Xvfb xvfb
# Pages are Greek; without such a font screenshots show boxes.
need fc-list fontconfig
[[ -n $(fc-list :lang=el 2>/dev/null) ]] || missing+=(fonts-dejavu-core)
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "make browsers needs: ${missing[*]} (Debian names); install them and try again" >&2
  exit 1
fi
as_root=()
((EUID == 0)) || as_root=(sudo)
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
