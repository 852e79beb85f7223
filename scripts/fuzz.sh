#!/usr/bin/env bash
# Runs every fuzz target of the repository, FUZZTIME (default 2m) each.
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' . | sort | while IFS=: read -r file func; do
  file=${file#./} name=${func#func }
  echo "== ${file%/*} $name"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-2m}" "./${file%/*}"
done
