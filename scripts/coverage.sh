#!/usr/bin/env bash
# Prints how much of each package the tests below internal reach, the least
# reached first. A package counts as reached by tests of other rooms too.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .cache
go test -p 2 -coverpkg=./internal/... -coverprofile=.cache/cover.out ./internal/... >.cache/cover.log || {
  grep -v '^ok' .cache/cover.log
  exit 1
}
# A block is reported once by every test program: it is reached when one reached it.
awk 'NR > 1 { statements[$1] = $2; if ($3 > 0) reached[$1] = 1 }
  END {
    for (block in statements) {
      package = block
      sub(/\/[^\/]*$/, "", package)
      all[package] += statements[block]
      if (block in reached) hit[package] += statements[block]
      sum += statements[block]
      if (block in reached) sumhit += statements[block]
    }
    for (package in all) printf "%5.1f %%  %6d  %s\n", 100 * hit[package] / all[package], all[package], package | "sort -n"
    close("sort -n")
    printf "%5.1f %%  %6d  all\n", 100 * sumhit / sum, sum
  }' .cache/cover.out
echo "lines: go tool cover -html=.cache/cover.out"
