#!/usr/bin/env bash
# Tests what goroutines share with the race detector: all tests of the rooms
# named, and of every other room below internal those that start goroutines in
# their own words, not in a helper or a suite. The rest runs one thing after the
# other, ten times slower than without; `make race` runs it all the same.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=1

rooms=$(printf 'myphoto/internal/%s(/.*)?|' "$@")
whole=$(go list ./internal/... | grep -xE "${rooms%|}")
# shellcheck disable=SC2086 # one word a package
go test -race -p 2 -timeout 20m -shuffle=on $whole

concurrent() { # folder
  find "$1" -maxdepth 1 -name '*_test.go' -exec awk '
    /^func /{name = ""} /^func Test/{name = $2; sub(/\(.*/, "", name)}
    name != "" && /go func|\.Go\(/{print name; name = ""}' {} +
}

go list -f '{{.ImportPath}} {{.Dir}}' ./internal/... | grep -vE "^(${rooms%|}) " | while read -r package folder; do
  tests=$(concurrent "$folder")
  [[ -z $tests ]] || go test -race -timeout 20m -run "^(${tests//$'\n'/|})\$" "$package" </dev/null
done
