#!/usr/bin/env bash
# Builds the pinned developer tools of tools/go.mod into .cache/bin: those named,
# or all. A tool is rebuilt only when the version there is another than the one
# it was built from.
set -euo pipefail
cd "$(dirname "$0")/.."
export GOBIN="$PWD/.cache/bin"

build() { # program, module, package
  local want
  want=$(awk -v module="$2" '$1 == module && $2 ~ /^v/ { print $2 }' tools/go.mod)
  if go version -m "$GOBIN/$1" 2>/dev/null | grep -qF "	$2	$want	"; then
    return
  fi
  echo "building $1 $want (takes minutes on a cold cache)"
  CGO_ENABLED=0 go -C tools install -trimpath -ldflags '-s -w' "$3"
}

(($#)) || set -- golangci-lint gofumpt deadcode sqlc
for tool; do
  case $tool in
    golangci-lint) build "$tool" github.com/golangci/golangci-lint/v2 github.com/golangci/golangci-lint/v2/cmd/golangci-lint ;;
    gofumpt) build "$tool" mvdan.cc/gofumpt mvdan.cc/gofumpt ;;
    deadcode) build "$tool" golang.org/x/tools golang.org/x/tools/cmd/deadcode ;;
    sqlc) build "$tool" github.com/sqlc-dev/sqlc github.com/sqlc-dev/sqlc/cmd/sqlc ;; # without cgo its parser of PostgreSQL is WebAssembly
    *) echo "no such tool: $tool" >&2 && exit 1 ;;
  esac
done
