#!/usr/bin/env bash
# Runs the tests of the packages named with the race detector, and of
# internal/inspect those that start goroutines themselves: the others would only
# read pictures, ten times slower.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=1

go test -race -p 2 -timeout 30m -shuffle=on "$@"

tests=$(awk '/^func /{name = ""} /^func Test/{name = $2; sub(/\(.*/, "", name)}
  name != "" && /go func|\.Go\(/{print name; name = ""}' internal/inspect/*_test.go)
[[ -n $tests ]] || { echo "internal/inspect: no test starts a goroutine" >&2 && exit 1; }
go test -race -timeout 10m -run "^(${tests//$'\n'/|})\$" ./internal/inspect
