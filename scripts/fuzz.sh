#!/usr/bin/env bash
# Runs every fuzz target of the repository, FUZZTIME (default 2m) each.
set -euo pipefail
cd "$(dirname "$0")/.."

# The go command sometimes reports the end of the time as a failure of its own
# ("context deadline exceeded"); a finding always leaves its input behind.
fuzz() { # folder, target
  local log
  log=$(mktemp)
  if go test -run '^$' -fuzz "^$2\$" -fuzztime "${FUZZTIME:-2m}" -fuzzminimizetime 1x "./$1" 2>&1 | tee "$log"; then
    rm "$log"
    return
  fi
  grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"
}

grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' . | sort | while IFS=: read -r file func; do
  file=${file#./} name=${func#func }
  echo "== ${file%/*} $name"
  fuzz "${file%/*}" "$name"
done
