#!/usr/bin/env bash
# Fails, and shows the difference, when internal/store/db is not what sqlc makes
# of the schema and the queries: `make generate` was forgotten.
set -euo pipefail
cd "$(dirname "$0")/.."

sqlc=$PWD/.cache/bin/sqlc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r internal/store/{sqlc.yaml,schema,query} "$work"
mkdir "$work/committed"
cp internal/store/db/*.gen.go "$work/committed"
(cd "$work" && "$sqlc" generate)
if ! (cd "$work" && diff -ru committed db); then
  echo "internal/store/db does not fit internal/store/query: run make generate" >&2
  exit 1
fi
