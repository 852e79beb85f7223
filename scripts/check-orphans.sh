#!/usr/bin/env bash
# Fails on a function that neither the program nor its part in the browser reaches: dead,
# or tested in its package and never wired in. What tests alone may reach is listed with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."

intended='
AMKA\.(String|GoString|LogValue)$          # whoever prints one by mistake
lang.* Keys$                               # every sentence is checked
(GrantStates|GrantActs|States|UploadActs)$ # each state with each act is tried
(Acts|HistoryActs)$                        # each act has its sentence
'
patterns=$(sed -E 's/ *#.*//; /^$/d' <<<"$intended")
unreached=$(.cache/bin/deadcode ./cmd/myphoto)
# The program in the browser is another build: what it reaches is in one of its packages and not listed for it.
export GOOS=js GOARCH=wasm
in_browser=$(.cache/bin/deadcode ./cmd/live)
its_packages=$(go list -deps ./cmd/live | sed -n 's|^myphoto/\(.*\)|^\1/[^/]*:|p')
orphans=$({
  grep -vf <(echo "$its_packages") <<<"$unreached"
  grep -xFf <(echo "$in_browser") <<<"$unreached"
  grep '^cmd/live/' <<<"$in_browser"
} | sed 's/unreachable func: //' | grep -vEf <(echo "$patterns") || true)
[[ -z $orphans ]] || { echo "reached by no command, perhaps by tests alone:"; echo "$orphans"; exit 1; }
